/** Views of the plan table that a person saved by name. */
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { call } from './call';

export interface SavedView {
  id: string;
  name: string;
  /** The query string of the URL, without its question mark. */
  query: string;
}

export async function querySavedViews(db: AgentExecutionClient): Promise<SavedView[]> {
  return call(db, 'agent_list_saved_views');
}

/** Saves a view; replaces one of the same name. */
export async function saveView(
  db: AgentExecutionClient,
  view: Pick<SavedView, 'name' | 'query'>,
): Promise<SavedView> {
  return unwrap(
    await db
      .from('agent_saved_views')
      .upsert(view, { onConflict: 'user_id,name' })
      .select('id, name, query')
      .single(),
  );
}

export async function deleteView(db: AgentExecutionClient, id: string): Promise<void> {
  unwrap(await db.from('agent_saved_views').delete().eq('id', id).select('id'));
}

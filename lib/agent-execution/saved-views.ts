/** Ways of looking at the plans that a person keeps by name. */
import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient } from './agent-execution.types';

export interface SavedView {
  id: string;
  name: string;
  /** The query string of the address, without its question mark. */
  query: string;
}

export async function querySavedViews(db: AgentExecutionClient): Promise<SavedView[]> {
  return unwrap(await db.rpc('agent_list_saved_views')) as unknown as SavedView[]; // the function builds exactly this
}

/** One of the same name is replaced. */
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

/** How long kinds of context are kept after they were last set. Housekeeping removes what is older. */
import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient } from './agent-execution.types';

export interface ContextRetention {
  context_type: string;
  keep_days: number;
}

/** The rules of the calling person, by kind. */
export async function getRetention(db: AgentExecutionClient): Promise<ContextRetention[]> {
  return unwrap(await db.rpc('agent_list_retention')) as unknown as ContextRetention[]; // the function builds exactly this
}

/** Keeps a kind for so many days (1 to 36,500) after it was last set, or for good: null. Agents are refused. */
export async function setRetention(
  db: AgentExecutionClient,
  contextType: string,
  keepDays: number | null,
): Promise<void> {
  const rules = db.from('agent_context_retention');
  const answer =
    keepDays === null
      ? rules.delete().eq('context_type', contextType)
      : rules.upsert(
          { context_type: contextType, keep_days: keepDays },
          { onConflict: 'user_id,context_type' },
        );
  unwrap(await answer.select('context_type'));
}

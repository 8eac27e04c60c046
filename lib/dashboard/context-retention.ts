/** Retention of context by type. Housekeeping deletes older entries. */
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { call } from './call';

export interface ContextRetention {
  context_type: string;
  keep_days: number;
}

/** Returns the calling person's rules, by type. */
export async function getRetention(db: AgentExecutionClient): Promise<ContextRetention[]> {
  return call(db, 'agent_list_retention');
}

/** Keeps a type for 1 to 36,500 days after it was last set, or forever if null. Refuses agents. */
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

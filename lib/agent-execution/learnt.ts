/** What was learnt: the newest decisions and findings in the context. */
import type { AgentExecutionClient } from './agent-execution.types';
import { call } from './call';

export interface LearntEntry {
  id: string;
  context_type: string;
  context_key: string;
  /** The first 300 characters of the value. */
  excerpt: string;
  plan_id: string | null;
  task_id: string | null;
  updated_at: string;
}

/** Returns the newest decisions, findings, lessons and fixes since a time, newest first: 6 by default, at most 100. */
export async function listLearnt(
  db: AgentExecutionClient,
  { since, limit }: { since: string; limit?: number | undefined },
): Promise<LearntEntry[]> {
  return call(db, 'agent_learnt', { since, max_rows: limit });
}

/** Searches for the command palette: the best matches of each noun. */
import type {
  AgentExecutionClient,
  ContextEntry,
  Log,
  PlanListItem,
  PlanState,
  Task,
} from '@/lib/agent-execution/agent-execution.types';
import { call } from './call';

export interface Found {
  plans: (Pick<PlanListItem, 'id' | 'task_title' | 'plan_type'> & { state: PlanState })[];
  tasks: Pick<Task, 'id' | 'title'>[];
  /** Newest first; descriptions are cut to 200 characters. */
  logs: (Pick<Log, 'seq' | 'plan_id' | 'action_type' | 'description'> & { occurred_at: string | null })[];
  /** Values are cut to 200 characters. */
  context: Pick<
    ContextEntry,
    'id' | 'plan_id' | 'task_id' | 'context_type' | 'context_key' | 'context_value'
  >[];
}

/** Returns the caller's newest rows with every word of the query, 5 of each noun by default, at most 20. */
export async function find(db: AgentExecutionClient, query: string, maxRows?: number): Promise<Found> {
  return call(db, 'agent_find', { query, max_rows: maxRows });
}

/** What the command palette shows for some words: the best few of each noun. */
import { unwrap } from './agent-execution.error';
import type {
  AgentExecutionClient,
  ContextEntry,
  Log,
  PlanListItem,
  PlanState,
  Task,
} from './agent-execution.types';

export interface Found {
  plans: (Pick<PlanListItem, 'id' | 'task_title' | 'plan_type'> & { state: PlanState })[];
  tasks: Pick<Task, 'id' | 'title'>[];
  /** The newest first; descriptions are cut to 200 characters. */
  logs: Pick<Log, 'seq' | 'plan_id' | 'action_type' | 'description' | 'created_at'>[];
  /** Values are cut to 200 characters. */
  context: Pick<
    ContextEntry,
    'id' | 'plan_id' | 'task_id' | 'context_type' | 'context_key' | 'context_value'
  >[];
}

/** Finds what has every word of the query, among the caller's newest. */
export async function find(db: AgentExecutionClient, query: string): Promise<Found> {
  return unwrap(await db.rpc('agent_find', { query })) as unknown as Found; // the function builds exactly this
}

/** Context: memory that survives sessions. */
import { unwrap } from './agent-execution.error';
import type {
  AgentExecutionClient,
  ContextEntry,
  Page,
  QueryContextInput,
  SetContextInput,
} from './agent-execution.types';
import { MAX_LIMIT, pageLimit, readTimeCursor, timeCursor, toPage } from './page';

/** Sets a key's value for a task, a plan or the caller; the value before stays readable in the log. */
export async function setContext(db: AgentExecutionClient, input: SetContextInput): Promise<ContextEntry> {
  return unwrap(await db.rpc('agent_set_context', input)) as unknown as ContextEntry; // the function builds it so
}

/** Everything known for a task, its plans' entries included; newest first, at most 1,000. */
export async function getContext(db: AgentExecutionClient, taskId: string): Promise<Page<ContextEntry>> {
  return queryContext(db, { task_id: taskId, limit: MAX_LIMIT });
}

/** Entries that match every filter given and have not expired, newest first. */
export async function queryContext(
  db: AgentExecutionClient,
  input: QueryContextInput = {},
): Promise<Page<ContextEntry>> {
  const limit = pageLimit(input.limit, 100);
  const before = input.cursor ? readTimeCursor(input.cursor) : undefined;
  const answer = await db.rpc('agent_query_context', {
    task_id: input.task_id,
    plan_id: input.plan_id,
    context_type: input.context_type,
    context_key: input.context_key,
    before_updated_at: before?.time,
    before_id: before?.id,
    max_rows: limit + 1,
  });
  const rows = unwrap(answer) as unknown as ContextEntry[]; // the function builds exactly this
  return toPage(rows, limit, (entry) => timeCursor(entry.updated_at, entry.id));
}

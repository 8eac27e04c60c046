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

const COLUMNS =
  'id, task_id, plan_id, user_id, step_number, context_type, context_key, context_value, metadata, expires_at, created_at, updated_at';

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
  let query = db
    .from('agent_context_memory')
    .select(COLUMNS)
    .or(`expires_at.is.null,expires_at.gt.${new Date().toISOString()}`)
    .order('updated_at', { ascending: false })
    .order('id', { ascending: false })
    .limit(limit + 1);
  for (const column of ['task_id', 'plan_id', 'context_type', 'context_key'] as const) {
    const value = input[column];
    if (value !== undefined) query = query.eq(column, value);
  }
  if (input.cursor) {
    const { time, id } = readTimeCursor(input.cursor);
    query = query.or(`updated_at.lt.${time},and(updated_at.eq.${time},id.lt.${id})`);
  }
  return toPage(unwrap(await query), limit, (entry) => timeCursor(entry.updated_at, entry.id));
}

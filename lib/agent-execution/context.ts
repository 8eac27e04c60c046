/** Context: memory that survives sessions. */
import { unwrap } from './agent-execution.error';
import type {
  AgentExecutionClient,
  ContextEntry,
  Json,
  Page,
  QueryContextInput,
  SetContextInput,
} from './agent-execution.types';
import { MAX_LIMIT, pageLimit, readTimeCursor, timeCursor, toPage } from './page';

/** Sets a key's value for a task, a plan or the caller; the value before stays readable in the entry's history. */
export async function setContext(db: AgentExecutionClient, input: SetContextInput): Promise<ContextEntry> {
  return unwrap(await db.rpc('agent_set_context', input)) as unknown as ContextEntry; // the function builds it so
}

/** Sets up to 1,000 entries in order, all or none; an error says which entry it is about. */
export async function setContexts(
  db: AgentExecutionClient,
  inputs: SetContextInput[],
): Promise<ContextEntry[]> {
  const answer = await db.rpc('agent_set_contexts', { entries: inputs as unknown as Json }); // plain objects throughout
  return unwrap(answer) as unknown as ContextEntry[]; // the function builds exactly this
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

/** Deletes an entry and returns it as it was; setting it again brings back its history and readers. */
export async function deleteContext(
  db: AgentExecutionClient,
  entryId: string,
  ifVersion?: number,
): Promise<ContextEntry> {
  const answer = await db.rpc('agent_delete_context', { entry_id: entryId, if_version: ifVersion });
  return unwrap(answer) as unknown as ContextEntry; // the function builds exactly this
}

/** Every entry that the caller may see and that has not expired, the newest first. */
export async function* allContext(
  db: AgentExecutionClient,
  filters: Omit<QueryContextInput, 'limit' | 'cursor'> = {},
): AsyncGenerator<ContextEntry> {
  let cursor: string | undefined;
  do {
    const page = await queryContext(db, { ...filters, limit: 200, cursor });
    yield* page;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
}

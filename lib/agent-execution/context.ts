/** Context: memory that survives sessions. */
import type {
  AgentExecutionClient,
  ContextEntry,
  Page,
  QueryContextInput,
  SetContextInput,
} from './agent-execution.types';
import { call } from './call';
import { withZone } from './dates';
import { listCursor, MAX_LIMIT, pageLimit, readListPlace, toPage } from './page';

/** Returns the input with an explicit time zone in its expiry. */
function withExpiry<T extends { expires_at?: string }>(input: T): T {
  return input.expires_at ? { ...input, expires_at: withZone(input.expires_at) } : input;
}

/** Sets the value of a key for a task, a plan or the caller. The entry's history keeps the previous value. */
export async function setContext(db: AgentExecutionClient, input: SetContextInput): Promise<ContextEntry> {
  return call(db, 'agent_set_context', withExpiry(input));
}

/** Sets up to 1,000 entries in order, all or none. An error names its entry. */
export async function setContexts(
  db: AgentExecutionClient,
  inputs: SetContextInput[],
): Promise<ContextEntry[]> {
  return call(db, 'agent_set_contexts', { entries: inputs.map(withExpiry) });
}

/** Returns the entries of a task and its plans, newest first, at most 1,000. */
export async function getContext(db: AgentExecutionClient, taskId: string): Promise<Page<ContextEntry>> {
  return queryContext(db, { task_id: taskId, limit: MAX_LIMIT });
}

/**
 * Returns the entries that match all filters and have not expired, the newest change first by default. Order `created` misses no entry
 * if entries change between two pages.
 */
export async function queryContext(
  db: AgentExecutionClient,
  input: QueryContextInput = {},
): Promise<Page<ContextEntry>> {
  const limit = pageLimit(input.limit, 100);
  const order = input.order ?? 'updated';
  const rows = await call(db, 'agent_query_context', {
    task_id: input.task_id,
    plan_id: input.plan_id,
    context_type: input.context_type,
    context_key: input.context_key,
    ...readListPlace(order, input.cursor),
    max_rows: limit + 1,
  });
  return toPage(rows, limit, (entry) => listCursor(order, entry));
}

/** Deletes an entry and returns it. Setting it again restores its history and readers. */
export async function deleteContext(
  db: AgentExecutionClient,
  entryId: string,
  ifVersion?: number,
): Promise<ContextEntry> {
  return call(db, 'agent_delete_context', { entry_id: entryId, if_version: ifVersion });
}

/** Yields every visible entry that has not expired, the newest first. It misses no entry if entries change in the meantime. */
export async function* allContext(
  db: AgentExecutionClient,
  filters: Omit<QueryContextInput, 'limit' | 'cursor' | 'order'> = {},
): AsyncGenerator<ContextEntry> {
  let cursor: string | undefined;
  do {
    const page = await queryContext(db, { ...filters, order: 'created', limit: 200, cursor });
    yield* page;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
}

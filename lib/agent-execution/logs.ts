/** Appends to the log and reads it. */
import { type ErrorCode, errorOf, fromDatabase } from './agent-execution.error';
import type { AddLogInput, AgentExecutionClient, Log, Page, QueryLogsInput } from './agent-execution.types';
import { call } from './call';
import { rangeOf } from './dates';
import { pageLimit, readPage, readSeqCursor, withCursor } from './page';
import { refuseUnstorable } from './refuse-unstorable';
import { findUnstorable } from './storable';

/** Appends one row. An action that moves a step moves it in the same transaction. */
export async function addLog(db: AgentExecutionClient, input: AddLogInput): Promise<Log> {
  return call(db, 'agent_add_log', input);
}

/** Appends rows in order, all or none. */
export async function addLogs(db: AgentExecutionClient, logs: AddLogInput[]): Promise<Log[]> {
  return call(db, 'agent_add_logs', { logs });
}

/** A row that was not appended: its index in the list and the error. */
export interface RowError {
  index: number;
  code: ErrorCode;
  message: string;
  hint: string;
}

export interface IngestedLogs {
  added: number;
  errors: RowError[];
}

/** The result of `agent_ingest_logs`. */
export interface StoredLogs {
  added: number;
  errors: { index: number; sqlstate: string; message: string; hint: string }[];
}

/** Returns the error of each row that the database could not store. */
function unstorableRows(logs: AddLogInput[]): RowError[] {
  return logs.flatMap((row, index) => {
    const found = findUnstorable(row);
    if (!found) return [];
    const { code, message, hint } = errorOf('invalid_input', `${found.path} ${found.problem}.`);
    return [{ index, code, message, hint }];
  });
}

async function storeRows(
  db: AgentExecutionClient,
  logs: AddLogInput[],
  on_error: 'abort' | 'continue' | undefined,
): Promise<IngestedLogs> {
  const { added, errors } = await call(db, 'agent_ingest_logs', { logs, on_error });
  return {
    added,
    errors: errors.map(({ index, sqlstate, ...rest }) => {
      const { code, message, hint } = fromDatabase({ code: sqlstate, ...rest }, 400);
      return { index, code, message, hint };
    }),
  };
}

/**
 * Appends up to 10,000 rows in order. By default it appends all or none, and throws at the first invalid row; with on_error continue it
 * omits invalid rows and returns their errors. In a list, rows that move no step cost a fraction of their cost in single calls.
 */
export async function ingestLogs(
  db: AgentExecutionClient,
  logs: AddLogInput[],
  { on_error }: { on_error?: 'abort' | 'continue' } = {},
): Promise<IngestedLogs> {
  const refused = unstorableRows(logs);
  const [first] = refused;
  if (first && on_error !== 'continue') refuseUnstorable({ logs: { [first.index]: logs[first.index] } });
  const refusedIndexes = new Set(refused.map(({ index }) => index));
  const sent = [...logs.entries()].filter(([index]) => !refusedIndexes.has(index));
  if (sent.length === 0 && first) return { added: 0, errors: refused };
  const { added, errors } = await storeRows(
    db,
    sent.map(([, row]) => row),
    on_error,
  );
  const found = errors.map((error) => ({ ...error, index: sent[error.index]?.[0] ?? error.index }));
  return { added, errors: [...refused, ...found].sort((one, other) => one.index - other.index) };
}

/** The result of `agent_search_logs`. */
export interface FoundLogs {
  rows: Log[];
  next_seq: number | null;
}

/**
 * Returns log rows, the newest first by default. What no index finds is searched for about a second at most: a page may
 * have few rows, or none, and a `next_cursor` that continues the search.
 */
export async function queryLogs(db: AgentExecutionClient, input: QueryLogsInput = {}): Promise<Page<Log>> {
  const page = { limit: pageLimit(input.limit, 100), cursor: input.cursor };
  const { plan_id, action_type, actor_type, step_number } = input;
  const isOfLog =
    plan_id === undefined && [action_type, actor_type, step_number].some((one) => one !== undefined);
  if (input.search || isOfLog) {
    const filters = filtersOf(input, page.cursor);
    const { rows, next_seq } = await call(db, 'agent_search_logs', {
      ...filters,
      search: input.search || undefined,
      max_rows: page.limit,
    });
    return withCursor(rows, next_seq === null ? null : String(next_seq));
  }
  return readPage(
    page,
    (log) => String(log.seq),
    async (cursor, max_rows) => call(db, 'agent_query_logs', { ...filtersOf(input, cursor), max_rows }),
  );
}

/** Returns the filters of a list, and the row after which it begins. */
function filtersOf(input: QueryLogsInput, cursor: string | undefined) {
  const isAscending = input.order === 'asc';
  const seq = cursor ? readSeqCursor(cursor) : undefined;
  return {
    plan_id: input.plan_id,
    task_id: input.task_id,
    step_number: input.step_number,
    action_type: typeof input.action_type === 'string' ? [input.action_type] : input.action_type,
    actor_type: input.actor_type,
    ...rangeOf(input),
    before_seq: isAscending ? undefined : seq,
    after_seq: isAscending ? (seq ?? 0) : undefined,
  };
}

/** The log: append and read. */
import { type ErrorCode, fromDatabase, unwrap } from './agent-execution.error';
import type {
  AddLogInput,
  AgentExecutionClient,
  Json,
  Log,
  Page,
  QueryLogsInput,
} from './agent-execution.types';
import { endOf, startOf } from './dates';
import { pageLimit, readSeqCursor, toPage } from './page';

/** Appends one row; an action that moves a step moves it in the same transaction. */
export async function addLog(db: AgentExecutionClient, input: AddLogInput): Promise<Log> {
  return unwrap(await db.rpc('agent_add_log', input)) as Log; // a check constraint narrows actor_type
}

/** Appends rows in order, all or none. */
export async function addLogs(db: AgentExecutionClient, logs: AddLogInput[]): Promise<Log[]> {
  const answer = await db.rpc('agent_add_logs', { logs: logs as unknown as Json }); // plain objects throughout
  return unwrap(answer) as Log[]; // a check constraint narrows actor_type
}

/** A row of a list that was not appended: its place from 0, and why. */
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

/**
 * Appends up to 10,000 rows in order: all or none - throwing at the first at fault - or, with on_error continue, all that can be. Rows
 * that move nothing cost a fraction of what they cost one by one.
 */
export async function ingestLogs(
  db: AgentExecutionClient,
  logs: AddLogInput[],
  { on_error }: { on_error?: 'abort' | 'continue' } = {},
): Promise<IngestedLogs> {
  const answer = await db.rpc('agent_ingest_logs', { logs: logs as unknown as Json, on_error }); // plain objects throughout
  const { added, errors } = unwrap(answer) as unknown as {
    added: number;
    errors: { index: number; sqlstate: string; message: string; hint: string }[];
  }; // the function builds exactly this
  return {
    added,
    errors: errors.map(({ index, sqlstate, ...said }) => {
      const { code, message, hint } = fromDatabase({ code: sqlstate, ...said }, 400);
      return { index, code, message, hint };
    }),
  };
}

/** Log rows, newest first unless order says asc. */
export async function queryLogs(db: AgentExecutionClient, input: QueryLogsInput = {}): Promise<Page<Log>> {
  const limit = pageLimit(input.limit, 100);
  const seq = input.cursor ? readSeqCursor(input.cursor) : undefined;
  const isAscending = input.order === 'asc';
  const answer = await db.rpc('agent_query_logs', {
    plan_id: input.plan_id,
    task_id: input.task_id,
    step_number: input.step_number,
    action_type: typeof input.action_type === 'string' ? [input.action_type] : input.action_type,
    actor_type: input.actor_type,
    start_date: startOf(input.start_date),
    end_date: endOf(input.end_date),
    before_seq: isAscending ? undefined : seq,
    after_seq: isAscending ? (seq ?? 0) : undefined,
    max_rows: limit + 1,
  });
  return toPage(unwrap(answer) as Log[], limit, (log) => String(log.seq)); // a check narrows actor_type
}

import { type LogOrder, type LogParams, logFiltersOf } from '@/components/logs/log-search-params';
import { toLogSummary } from '@/components/logs/log-summary';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { type LogView, type LogViewFilters, viewLogs } from '@/lib/dashboard/log-view';

const PAGE_ROWS = 100;

export interface LogScope {
  filters: LogViewFilters;
  order: LogOrder;
  /** Shows this row and those that follow it in the order. */
  row: number | null;
  /** The newest row to show, while a plan is shown as it was earlier; otherwise absent or null. */
  until?: number | null;
}

/** Returns the scope in the URL, of one plan or of all plans. */
export function logScopeOf(params: LogParams, planId?: string): LogScope {
  return { filters: { ...logFiltersOf(params), plan_id: planId }, order: params.order, row: params.row };
}

/** Returns the first page with its summary, each row cut to a line. */
export async function findFirstLogs(
  db: AgentExecutionClient,
  { filters, order, row, until }: LogScope,
): Promise<LogView> {
  const newest = Math.min((order === 'newest' && row) || Infinity, until ?? Infinity);
  const start = {
    after_seq: order === 'oldest' ? (row ?? 1) - 1 : undefined,
    before_seq: newest === Infinity ? undefined : newest + 1,
  };
  const view = await viewLogs(db, filters, { ...start, limit: PAGE_ROWS, with_summary: true });
  return { ...view, rows: view.rows.map(toLogSummary) };
}

/** Returns the rows that follow a row in the order. */
export async function findNextLogs(
  db: AgentExecutionClient,
  { filters, order, until }: LogScope,
  seq: number,
): Promise<LogView> {
  const end = until ? until + 1 : undefined;
  const start = order === 'oldest' ? { after_seq: seq, before_seq: end } : { before_seq: seq };
  const view = await viewLogs(db, filters, { ...start, limit: 2 * PAGE_ROWS });
  return { ...view, rows: view.rows.map(toLogSummary) };
}

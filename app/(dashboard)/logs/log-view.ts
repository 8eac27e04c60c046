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
}

/** Returns the scope in the URL, of one plan or of all plans. */
export function logScopeOf(params: LogParams, planId?: string): LogScope {
  return { filters: { ...logFiltersOf(params), plan_id: planId }, order: params.order, row: params.row };
}

/** Returns the first page with its summary, each row cut to a line. */
export async function findFirstLogs(
  db: AgentExecutionClient,
  { filters, order, row }: LogScope,
): Promise<LogView> {
  const start =
    order === 'oldest'
      ? { after_seq: row === null ? 0 : row - 1 }
      : { before_seq: row === null ? undefined : row + 1 };
  const view = await viewLogs(db, filters, { ...start, limit: PAGE_ROWS, with_summary: true });
  return { ...view, rows: view.rows.map(toLogSummary) };
}

/** Returns the rows that follow a row in the order. */
export async function findNextLogs(
  db: AgentExecutionClient,
  { filters, order }: LogScope,
  seq: number,
): Promise<LogView> {
  const start = order === 'oldest' ? { after_seq: seq } : { before_seq: seq };
  const view = await viewLogs(db, filters, { ...start, limit: 2 * PAGE_ROWS });
  return { ...view, rows: view.rows.map(toLogSummary) };
}

import { type LogParams, logFiltersOf } from '@/components/logs/log-search-params';
import { toLogSummary } from '@/components/logs/log-summary';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { type LogView, type LogViewFilters, viewLogs } from '@/lib/dashboard/log-view';

const PAGE_ROWS = 100;

export interface LogScope {
  filters: LogViewFilters;
  /** Shows this row and older rows. */
  row: number | null;
}

/** Returns the scope in the URL, of one plan or of all plans. */
export function logScopeOf(params: LogParams, planId?: string): LogScope {
  return { filters: { ...logFiltersOf(params), plan_id: planId }, row: params.row };
}

/** Returns the first page with its summary, each row cut to a line. */
export async function findNewestLogs(db: AgentExecutionClient, { filters, row }: LogScope): Promise<LogView> {
  const before_seq = row === null ? undefined : row + 1;
  const view = await viewLogs(db, filters, { before_seq, limit: PAGE_ROWS, with_summary: true });
  return { ...view, rows: view.rows.map(toLogSummary) };
}

export async function findOlderLogs(
  db: AgentExecutionClient,
  { filters }: LogScope,
  beforeSeq: number,
): Promise<LogView> {
  const view = await viewLogs(db, filters, { before_seq: beforeSeq, limit: 2 * PAGE_ROWS });
  return { ...view, rows: view.rows.map(toLogSummary) };
}

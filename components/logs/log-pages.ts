/** The timeline's rows: kept from several pages, in order, in groups. */
import type { LogPage, LogSummary } from './log-summary';

/** The known rows with those of another page, newest first, each once. */
export function mergeLogPages(known: LogPage, page: LogPage): LogPage {
  const rows = new Map<number, LogSummary>();
  for (const row of [...known.rows, ...page.rows]) rows.set(row.seq, row);
  const merged = [...rows.values()].sort((a, b) => b.seq - a.seq);
  const reachesFurther = (page.rows.at(-1)?.seq ?? Infinity) <= (known.rows.at(-1)?.seq ?? Infinity);
  return { rows: merged, next_cursor: reachesFurther ? page.next_cursor : known.next_cursor };
}

/**
 * The rows after the newest page was fetched anew. Where it does not reach back to what is known, rows between would be
 * missing, and what is known is let go.
 */
export function refreshLogPages(known: LogPage, newest: LogPage): LogPage {
  const oldestOfNew = newest.rows.at(-1)?.seq;
  const newestKnown = known.rows[0]?.seq;
  const isGap = newest.next_cursor !== null && oldestOfNew !== undefined && oldestOfNew > (newestKnown ?? 0);
  return isGap ? newest : mergeLogPages(known, newest);
}

export interface LogGroup {
  /** Step and oldest row: a group keeps its identity while rows arrive at its top. */
  key: string;
  step_number: number | null;
  rows: LogSummary[];
}

/** Rows that follow one another and belong to one step; so order in time is kept. */
export function groupLogsByStep(rows: LogSummary[]): LogGroup[] {
  const groups: LogGroup[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last && last.step_number === row.step_number) last.rows.push(row);
    else groups.push({ key: '', step_number: row.step_number, rows: [row] });
  }
  for (const group of groups) group.key = `${group.step_number}-${group.rows.at(-1)?.seq}`;
  return groups;
}

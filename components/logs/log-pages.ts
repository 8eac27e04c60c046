/** The timeline's rows: kept from several pages, in order, in groups. */
import type { LogPage, LogSummary } from './log-summary';

/** The known rows with those of another page, newest first, each once. */
export function mergeLogPages(known: LogPage, page: LogPage): LogPage {
  const rows = new Map<number, LogSummary>();
  for (const row of [...known.rows, ...page.rows]) rows.set(row.seq, row);
  const merged = [...rows.values()].sort((a, b) => b.seq - a.seq);
  const reachesFurther = (page.rows.at(-1)?.seq ?? Infinity) <= (known.rows.at(-1)?.seq ?? Infinity);
  return { rows: merged, next_seq: reachesFurther ? page.next_seq : known.next_seq };
}

/**
 * The rows after the newest page was fetched anew. Where it does not reach back to what is known, rows between would be
 * missing, and what is known is let go.
 */
export function refreshLogPages(known: LogPage, newest: LogPage): LogPage {
  const oldestOfNew = newest.rows.at(-1)?.seq;
  const newestKnown = known.rows[0]?.seq;
  const isGap = newest.next_seq !== null && oldestOfNew !== undefined && oldestOfNew > (newestKnown ?? 0);
  return isGap ? newest : mergeLogPages(known, newest);
}

/** What a virtual list shows: a heading where another plan or step begins, and the rows. */
export type LogItem =
  | {
      kind: 'heading';
      /** Of the oldest row below it: a heading keeps its identity while rows arrive under it. */
      key: string;
      row: LogSummary;
      count: number;
    }
  | { kind: 'row'; key: string; row: LogSummary };

/** Rows in order of time, with a heading over each run that belongs to one step. */
export function toLogItems(rows: LogSummary[]): LogItem[] {
  const items: LogItem[] = [];
  let heading: Extract<LogItem, { kind: 'heading' }> | undefined;
  for (const row of rows) {
    if (heading?.row.plan_id !== row.plan_id || heading.row.step_number !== row.step_number) {
      heading = { kind: 'heading', key: '', row, count: 0 };
      items.push(heading);
    }
    heading.count += 1;
    heading.key = `heading-${row.seq}`;
    items.push({ kind: 'row', key: String(row.seq), row });
  }
  return items;
}

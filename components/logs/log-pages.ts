/** Merges pages of log rows and groups them for the list. */
import type { LogPage, LogSummary } from './log-summary';

/** Returns the known rows merged with another page, newest first, without duplicates. */
export function mergeLogPages(known: LogPage, page: LogPage): LogPage {
  const rows = new Map<number, LogSummary>();
  for (const row of [...known.rows, ...page.rows]) rows.set(row.seq, row);
  const merged = [...rows.values()].sort((a, b) => b.seq - a.seq);
  const isOlder = (page.rows.at(-1)?.seq ?? Infinity) <= (known.rows.at(-1)?.seq ?? Infinity);
  return { rows: merged, next_seq: isOlder ? page.next_seq : known.next_seq };
}

/**
 * Returns the rows after a refresh of the newest page. If it does not reach the known rows, the rows in between are
 * missing, so the known rows are dropped.
 */
export function refreshLogPages(known: LogPage, newest: LogPage): LogPage {
  const oldestSeq = newest.rows.at(-1)?.seq;
  const newestKnownSeq = known.rows[0]?.seq;
  const isGap = newest.next_seq !== null && oldestSeq !== undefined && oldestSeq > (newestKnownSeq ?? 0);
  return isGap ? newest : mergeLogPages(known, newest);
}

/** An item of the virtual list: a heading where another plan or step begins, or a row. */
export type LogItem =
  | {
      kind: 'heading';
      /** The key of its oldest row, so that a heading keeps its identity while new rows arrive. */
      key: string;
      row: LogSummary;
      count: number;
    }
  | { kind: 'row'; key: string; row: LogSummary };

/** Returns the rows with a heading above each run of rows of one step. */
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

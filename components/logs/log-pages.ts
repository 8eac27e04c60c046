/** Merges pages of log rows and adds a heading to each day. */
import { formatDay } from '@/lib/format/time';
import type { LogOrder } from './log-search-params';
import type { LogPage, LogSummary } from './log-summary';

/** Returns the known rows merged with another page, in order, without duplicates. */
export function mergeLogPages(known: LogPage, page: LogPage, order: LogOrder): LogPage {
  const sign = order === 'oldest' ? 1 : -1;
  const rows = new Map<number, LogSummary>();
  for (const row of [...known.rows, ...page.rows]) rows.set(row.seq, row);
  const merged = [...rows.values()].sort((a, b) => sign * (a.seq - b.seq));
  const reachOf = ({ next_seq }: LogPage) => (next_seq === null ? Infinity : sign * next_seq);
  const { next_seq, searched_to } = reachOf(page) >= reachOf(known) ? page : known;
  return { rows: merged, next_seq, searched_to };
}

/**
 * Returns the rows after a refresh of the first page. If the newest rows come first and do not reach the known rows, the
 * rows in between are missing, so the known rows are dropped. If the oldest come first and all were loaded, the list stays
 * complete when it outgrows the first page: `useLogEnd` loads the rest.
 */
export function refreshLogPages(known: LogPage, first: LogPage, order: LogOrder): LogPage {
  const oldestSeq = first.rows.at(-1)?.seq;
  const newestKnownSeq = known.rows[0]?.seq;
  const isGap = first.next_seq !== null && oldestSeq !== undefined && oldestSeq > (newestKnownSeq ?? 0);
  if (isGap && order === 'newest') return first;
  const merged = mergeLogPages(known, first, order);
  return order === 'oldest' && known.next_seq === null ? { ...merged, next_seq: null } : merged;
}

/** The last row that the reader of the oldest rows has seen at the end of the list. */
export interface SeenEnd {
  viewKey: string;
  seq: number;
  /** False while rows after the last one can be loaded. */
  isComplete: boolean;
}

/** Returns what was seen: all rows while the end is in view, and those that were loaded on the way to it. */
export function seeEnd(
  seen: SeenEnd | null,
  { pages, viewKey, isAtEnd }: { pages: LogPage; viewKey: string; isAtEnd: boolean },
): SeenEnd {
  const seq = pages.rows.at(-1)?.seq ?? 0;
  const isComplete = pages.next_seq === null;
  if (seen?.viewKey === viewKey) {
    if (seen.isComplete && !isAtEnd) return seen;
    if (seen.seq === seq && seen.isComplete === isComplete) return seen;
  }
  return { viewKey, seq, isComplete };
}

/** Returns the number of rows after the last one that was seen, in rows whose oldest come first. */
export function countUnseen(rows: LogSummary[], seen: SeenEnd): number {
  return seen.isComplete ? rows.filter(({ seq }) => seq > seen.seq).length : 0;
}

/** What a row has in common with the row above it, and so does not show again. */
export interface LogRepeats {
  isActorRepeated: boolean;
  /** The plan, or the task of a row without a plan. */
  isPlaceRepeated: boolean;
}

/** An item of the virtual list: the heading of a day, or a row. */
export type LogItem =
  | { kind: 'day'; key: string; day: string }
  | { kind: 'row'; key: string; row: LogSummary; repeats: LogRepeats };

const noRepeats: LogRepeats = { isActorRepeated: false, isPlaceRepeated: false };

function repeatsOf(row: LogSummary, above: LogSummary | undefined): LogRepeats {
  if (!above) return noRepeats;
  const isPlan = row.plan_id === above.plan_id || row.plan_id === null || above.plan_id === null;
  return {
    isActorRepeated: row.actor_type === above.actor_type && row.actor === above.actor,
    // A row of the task itself has the same name as one of its plan.
    isPlaceRepeated: isPlan && row.task_id === above.task_id,
  };
}

/** Returns the rows with a heading above each day. A list that begins today begins without a heading. */
export function toLogItems(rows: LogSummary[], now: number, timeZone: string): LogItem[] {
  const items: LogItem[] = [];
  const counts = new Map<string, number>();
  const dayOf = dayReader(now, timeZone);
  let day = formatDay(now, now, timeZone);
  let above: LogSummary | undefined;
  for (const row of rows) {
    const next = row.occurred_at === null ? day : dayOf(row.occurred_at);
    if (next !== day) {
      day = next;
      // Clocks differ between servers, so a day may come back.
      const count = (counts.get(day) ?? 0) + 1;
      counts.set(day, count);
      items.push({ kind: 'day', key: `day-${day}-${count}`, day });
      above = undefined;
    }
    items.push({ kind: 'row', key: String(row.seq), row, repeats: repeatsOf(row, above) });
    above = row;
  }
  return items;
}

/** Formats the day of each minute once, because thousands of rows share a few minutes. */
function dayReader(now: number, timeZone: string) {
  const days = new Map<string, string>();
  return (iso: string) => {
    const minute = iso.slice(0, 16);
    const day = days.get(minute) ?? formatDay(iso, now, timeZone);
    days.set(minute, day);
    return day;
  };
}

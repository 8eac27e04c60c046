/** The range of days in the URL, and the instants when it begins and ends in the reader's zone. */
import { dayAt, rangeOf } from '@/lib/agent-execution/dates';
import type { AnalyticsFilters } from './analytics-search-params';

const DAY = 24 * 60 * 60 * 1000;
/** The database returns at most this many periods. */
const MAX_DAYS = { day: 1100, week: 7 * 1100, month: 30 * 1100 };

export interface AnalyticsRange {
  /** First and last day, as 2026-03-02. */
  from: string;
  to: string;
  start: string;
  /** The first instant after the last day. */
  end: string;
}

/** Accepts years from 2000 to 2999; later dates have another format. */
function isDay(value: string | null): value is string {
  if (!value || !/^2\d{3}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** Returns the number of days of a range. */
export const daysIn = ({ from, to }: Pick<AnalyticsRange, 'from' | 'to'>) =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

/** Returns the range of the filters at a time; invalid or reversed days fall back to the preset. */
export function readRange(
  filters: Pick<AnalyticsFilters, 'days' | 'from' | 'to' | 'group'>,
  now: number,
  timeZone: string,
): AnalyticsRange {
  const today = dayAt(now, timeZone);
  const last = isDay(filters.to) ? filters.to : today;
  const preset = addDays(last, 1 - Number(filters.days));
  const first = isDay(filters.from) && filters.from <= last ? filters.from : preset;
  const earliest = addDays(last, 1 - MAX_DAYS[filters.group]);
  const from = first < earliest ? earliest : first;
  const { start_date, end_date } = rangeOf({ start_date: from, end_date: last, time_zone: timeZone });
  return { from, to: last, start: start_date ?? from, end: end_date ?? last };
}

/** The days an address asks for, and the instants at which they begin and end in the reader's zone. */
import type { AnalyticsFilters } from './analytics-search-params';

const DAY = 24 * 60 * 60 * 1000;
/** As many periods as the database shows. */
const MOST_DAYS = { day: 1100, week: 7 * 1100, month: 30 * 1100 };

export interface AnalyticsRange {
  /** First and last day, 2026-03-02. */
  from: string;
  to: string;
  start: string;
  /** The first instant after the last day. */
  end: string;
}

/** Of this millennium: dates beyond it are written otherwise, and nobody means them. */
function isDay(value: string | null): value is string {
  if (!value || !/^2\d{3}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

function localTime(time: number, timeZone: string): string {
  // Swedish dates are ISO 8601.
  return new Date(time).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
}

/** The instant at which a day begins; where its midnight is skipped by summer time, the first there is. */
export function startOfDay(day: string, timeZone: string): string {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  let time = asUtc;
  // The offset at the guess may not be that of midnight: the second look corrects it.
  for (let look = 0; look < 2; look += 1) {
    time = asUtc - (Date.parse(`${localTime(time, timeZone)}Z`) - time);
  }
  return new Date(time).toISOString();
}

/** The range that filters mean at a time; days that are none, or run backwards, fall back to the preset. */
export function readRange(filters: AnalyticsFilters, now: number, timeZone: string): AnalyticsRange {
  const today = localTime(now, timeZone).slice(0, 10);
  const last = isDay(filters.to) ? filters.to : today;
  const preset = addDays(last, 1 - Number(filters.days));
  const first = isDay(filters.from) && filters.from <= last ? filters.from : preset;
  const earliest = addDays(last, 1 - MOST_DAYS[filters.group]);
  const from = first < earliest ? earliest : first;
  return { from, to: last, start: startOfDay(from, timeZone), end: startOfDay(addDays(last, 1), timeZone) };
}

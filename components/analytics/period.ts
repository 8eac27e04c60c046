/** Formats periods and numbers for the charts. */
import { formatMinutes } from '@/lib/format/duration';
import { formatPercent } from '@/lib/format/percent';
import { formatDay } from '@/lib/format/time';

export type Grouping = 'day' | 'week' | 'month';

/** Returns `2 Mar`, `week of 2 Mar` or `Mar 2026` for a period's first day. */
export function formatPeriod(period: string, grouping: Grouping): string {
  // Noon UTC falls on the same day in almost every zone.
  const noon = `${period}T12:00:00Z`;
  if (grouping === 'month') return formatDay(noon, 0, 'UTC').replace(/^\d+ /, '');
  const day = formatDay(noon, Date.parse(noon), 'UTC');
  return grouping === 'week' ? `week of ${day}` : day;
}

/** Formats an axis value, which may be a number or text. */
export const minutesOf = (value: string | number): string => formatMinutes(Number(value));
export const percentOf = (value: string | number): string => formatPercent(Number(value));

/** Rounds to two decimals. */
export const roundTo2 = (value: number): string => String(Math.round(value * 100) / 100);

const MINUTE_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 7200, 14400, 43200, 144000];

/** Returns at most five ticks from 0 to at least `most` minutes, at round intervals. */
export function minuteTicks(maxMinutes: number): number[] {
  const step = MINUTE_STEPS.find((minutes) => minutes * 4 >= maxMinutes) ?? Math.ceil(maxMinutes / 4);
  return Array.from({ length: Math.max(1, Math.ceil(maxMinutes / step)) + 1 }, (_, index) => index * step);
}

/** Periods and numbers as the charts write them. */
import { formatMinutes } from '@/lib/format/duration';
import { formatDay } from '@/lib/format/time';

export type Grouping = 'day' | 'week' | 'month';

/** `2 Mar`, `week of 2 Mar`, `Mar 2026`, from the period's first day. */
export function formatPeriod(period: string, grouping: Grouping): string {
  // A day has no zone: its noon is the same day everywhere.
  const noon = `${period}T12:00:00Z`;
  if (grouping === 'month') return formatDay(noon, 0, 'UTC').replace(/^\d+ /, '');
  const day = formatDay(noon, Date.parse(noon), 'UTC');
  return grouping === 'week' ? `week of ${day}` : day;
}

export const formatPercent = (share: number): string => `${Math.round(share * 100)} %`;

/** For an axis, whose values may come as either. */
export const minutesOf = (value: string | number): string => formatMinutes(Number(value));
export const percentOf = (value: string | number): string => formatPercent(Number(value));

/** At most two digits after the point. */
export const roundTo2 = (value: number): string => String(Math.round(value * 100) / 100);

const MINUTE_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 7200, 14400, 43200, 144000];

/** Ticks from 0 to at least `most` minutes, at steps that people count in; five at most. */
export function minuteTicks(most: number): number[] {
  const step = MINUTE_STEPS.find((minutes) => minutes * 4 >= most) ?? Math.ceil(most / 4);
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, index) => index * step);
}

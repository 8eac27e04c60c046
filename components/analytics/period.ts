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

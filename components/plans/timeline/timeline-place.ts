/** How bars and rows of a timeline are placed, and what they say. */
import { formatDuration } from '@/lib/format/duration';
import { formatExact } from '@/lib/format/time';
import type { Span, TimelineRow } from './step-timeline-layout';

/** The columns of a row: names, which stay readable, and tracks. */
export const timelineColumns = 'grid grid-cols-[minmax(10.5rem,4fr)_minmax(0,5fr)] gap-3 px-3';

export const percentOf = (time: number, { from, to }: Span) => ((time - from) / (to - from)) * 100;

export function placeIn(span: Span, shown: Span) {
  return {
    left: `${percentOf(span.from, shown)}%`,
    width: `${((span.to - span.from) / (shown.to - shown.from)) * 100}%`,
  };
}

/** Returns the bars of a step in words; without a time zone, times count from the start of the plan. */
export function spanText(row: TimelineRow | undefined, timeZone: string | null): string {
  const time = (at: number) => (timeZone === null ? formatDuration(at) : formatExact(at, timeZone));
  const words = ({ from, to }: Span) => `from ${time(from)} to ${time(to)}`;
  if (row?.actual) return `worked ${words(row.actual)}`;
  return row?.estimate ? `expected ${words(row.estimate)}` : 'not started';
}

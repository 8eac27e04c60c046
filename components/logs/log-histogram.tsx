'use client';

import { useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { Histogram } from '@/components/charts/histogram';
import { useNow, useTimeZone } from '@/components/ui/clock';
import type { LogViewSummary } from '@/lib/dashboard/log-view';
import { formatClock, formatDay, formatExact, readTime } from '@/lib/format/time';
import { formatCount, formatNumber } from '@/lib/format/words';
import { logSearchParams } from './log-search-params';

const BAR_COUNT = 60;
/** Adds a millisecond, because the database stores microseconds and the last row must stay in the range. */
const ROUNDING_MS = 2;

/** Shows actions over time by outcome; dragging over it selects a time range. */
export function LogHistogram({ summary }: { summary: LogViewSummary }) {
  const timeZone = useTimeZone();
  const now = useNow();
  const [, startTransition] = useTransition();
  const [, setFilters] = useQueryStates(logSearchParams, { shallow: false, startTransition });
  const since = summary.since && readTime(summary.since);
  if (!since || summary.total < 2) return null;
  const timeOf = (bar: number) => since + bar * summary.bar_ms;
  const until = timeOf(BAR_COUNT);
  const formatTime = (time: number) => `${formatDay(time, now, timeZone)}, ${formatClock(time, timeZone)}`;
  const counted = summary.is_partial
    ? `The newest ${formatNumber(summary.total)} actions`
    : formatCount(summary.total, 'action');
  return (
    <figure className="border-line border-b px-3 pt-2 pb-1.5">
      <Histogram
        label={`${counted} from ${formatExact(since, timeZone)} to ${formatExact(until, timeZone)}, ${summary.errors} with an error`}
        count={BAR_COUNT}
        bars={summary.bars.map(({ bar, failed, done, other }) => ({
          bar,
          segments: [
            { name: 'errors', count: failed, className: 'bg-failed' },
            { name: 'completions', count: done, className: 'bg-completed' },
            { name: 'other actions', count: other, className: 'bg-control/50' },
          ],
          title: formatExact(timeOf(bar), timeZone),
        }))}
        onSelect={(first, last) =>
          setFilters({
            from: new Date(timeOf(first)),
            to: new Date(timeOf(last + 1) + ROUNDING_MS),
            row: null,
          })
        }
      />
      <figcaption className="flex justify-between gap-2 pt-1 text-faint text-meta tabular-nums">
        <span>{formatTime(since)}</span>
        <span className="max-sm:hidden">{counted} · drag to choose a span</span>
        <span>{formatTime(until)}</span>
      </figcaption>
    </figure>
  );
}

'use client';

import type { ReactNode } from 'react';
import { useTimeZone } from '@/components/ui/clock';
import { classNames } from '@/lib/class-names';
import { formatDuration } from '@/lib/format/duration';
import { formatClock, formatDay, formatExact } from '@/lib/format/time';
import type { Span, TimelineLayout } from './step-timeline-layout';
import { percentOf, timelineColumns } from './timeline-place';

const DAY = 86_400_000;
const MINUTE = 60_000;
/** A label further right would overflow the box. */
const MAX_LABEL_PERCENT = 80;

export interface TimelineTicksProps {
  layout: TimelineLayout;
  /** Whether times are those of the clock; otherwise they count from the start of the plan. */
  isClock: boolean;
  now: number;
  /** What stands above the names. */
  children?: ReactNode;
}

/** Shows the times above the tracks. */
export function TimelineTicks({ layout, isClock, now, children }: TimelineTicksProps) {
  const timeZone = useTimeZone();
  const label = (tick: number) => {
    if (!isClock) return formatDuration(tick);
    if (layout.tickStep >= DAY) return formatDay(tick, now, timeZone);
    return formatClock(tick, timeZone).slice(0, layout.tickStep < MINUTE ? 8 : 5);
  };
  return (
    <div className={`${timelineColumns} border-line border-b`}>
      <span className="flex h-6 min-w-0 items-center">{children}</span>
      <span aria-hidden className="relative h-6 text-faint text-meta tabular-nums">
        {layout.ticks.map((tick, index) => {
          const left = percentOf(tick, layout);
          const isAtEnd = left > MAX_LABEL_PERCENT;
          // There is no room for it beside the label before.
          if (isAtEnd && layout.ticks.length > 1) return null;
          return (
            <span
              key={tick}
              // In a narrow timeline, neighbours would overlap.
              className={classNames(
                'absolute top-1 whitespace-nowrap',
                isAtEnd && '-translate-x-full',
                index % 2 === 1 && '@max-md:hidden',
              )}
              style={{ left: `${left}%` }}
              title={isClock ? formatExact(tick, timeZone) : undefined}
            >
              {label(tick)}
            </span>
          );
        })}
      </span>
    </div>
  );
}

export interface TimelineGridProps {
  layout: TimelineLayout;
  /** The present; null on a scale without it. */
  now: number | null;
  /** The part that is being chosen, from 0 to 1 of a track. */
  part: Span | null;
}

/** Draws the lines behind all tracks, and the part that a drag chooses. */
export function TimelineGrid({ layout, now, part }: TimelineGridProps) {
  return (
    <div aria-hidden className={`${timelineColumns} pointer-events-none absolute inset-0`}>
      <span />
      <span className="relative overflow-x-clip">
        {layout.ticks.map((tick) => (
          <span
            key={tick}
            className="absolute inset-y-0 border-line border-l"
            style={{ left: `${percentOf(tick, layout)}%` }}
          />
        ))}
        {now !== null && now >= layout.from && now <= layout.to && (
          <span
            className="absolute inset-y-0 border-in-progress border-l border-dashed"
            style={{ left: `${percentOf(now, layout)}%` }}
          />
        )}
        {part && (
          <span
            className="absolute inset-y-0 border-ink border-x bg-ink/10"
            style={{ left: `${part.from * 100}%`, width: `${(part.to - part.from) * 100}%` }}
          />
        )}
      </span>
    </div>
  );
}

'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { parseAsInteger, useQueryState } from 'nuqs';
import { useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { useTimeZone } from '@/components/ui/clock';
import type { PlanMoment } from '@/lib/agent-execution/plan-at';
import { formatExact } from '@/lib/format/time';
import { momentAt } from './plan-moments';

export interface PlanTimeSliderProps {
  moments: PlanMoment[];
}

/** Chooses a log row to show the plan as it was after it; the URL stores the row. */
export function PlanTimeSlider({ moments }: PlanTimeSliderProps) {
  const timeZone = useTimeZone();
  const [isPending, startTransition] = useTransition();
  const [at, setAt] = useQueryState(
    'at',
    parseAsInteger.withOptions({ shallow: false, throttleMs: 120, startTransition }),
  );
  const last = moments.length - 1;
  const index = at === null ? last : momentAt(moments, at);
  const moment = moments[index];
  const go = (to: number) => setAt(moments[Math.min(Math.max(to, 0), last)]?.seq ?? null);
  const words = moment
    ? `${moment.action_type}${moment.step_number === null ? '' : ` on step ${moment.step_number}`}, ${formatExact(moment.occurred_at ?? moment.created_at, timeZone)}`
    : '';
  return (
    <section
      aria-label="The plan at an earlier time"
      aria-busy={isPending || undefined}
      className="mb-4 grid gap-1 rounded-md border border-line-strong bg-surface px-3 py-2 print:hidden"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1 basis-48">
          <span className="font-medium">The plan after row </span>
          <span className="font-medium tabular-nums">{moment?.seq}</span>
          <span className="break-text text-muted">{` · ${words}`}</span>
        </p>
        <Button size="sm" variant="solid" onClick={() => setAt(null)}>
          Back to now
        </Button>
      </div>
      <div className="flex items-center gap-1">
        <Button
          variant="ghost"
          size="icon"
          aria-label="One row earlier"
          disabled={index <= 0}
          onClick={() => go(index - 1)}
        >
          <ChevronLeft aria-hidden />
        </Button>
        <input
          type="range"
          aria-label="Log row"
          aria-valuetext={words}
          min={0}
          max={last}
          value={index}
          onChange={(event) => go(Number(event.target.value))}
          className="h-7 min-w-0 flex-1 accent-ink"
        />
        <Button
          variant="ghost"
          size="icon"
          aria-label="One row later"
          disabled={index >= last}
          onClick={() => go(index + 1)}
        >
          <ChevronRight aria-hidden />
        </Button>
        <span className="shrink-0 text-faint text-meta tabular-nums">
          {index + 1}/{moments.length}
        </span>
      </div>
    </section>
  );
}

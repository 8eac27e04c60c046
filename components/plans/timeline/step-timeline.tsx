'use client';

import { StepStatusLabel } from '@/components/status/held-status-label';
import { statusLooks } from '@/components/status/status-looks';
import { useNow, useTimeZone } from '@/components/ui/clock';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { formatClock, formatDay, formatExact } from '@/lib/format/time';
import { formatStepTime, stepMs, workedUntil } from './plan-timing';
import { layoutTimeline, type Span, type TimelineLayout, type TimelineRow } from './step-timeline-layout';

export interface StepTimelineProps {
  plan: PlanWithDetails;
  onChooseStep: (stepNumber: number) => void;
}

const DAY = 86_400_000;

/** Shows estimates as outlines, actual times as filled bars, and a line for now. */
export function StepTimeline({ plan, onChooseStep }: StepTimelineProps) {
  const now = workedUntil(plan, useNow());
  const layout = layoutTimeline(plan, now);
  const rows = new Map(layout.rows.map((row) => [row.step_number, row]));
  return (
    <div className="relative">
      <Ticks layout={layout} now={now} />
      <ol>
        {plan.steps.map((step) => (
          <li key={step.step_number} className="border-line border-b last:border-b-0">
            <button
              type="button"
              onClick={() => onChooseStep(step.step_number)}
              className="grid h-9 w-full grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-center gap-3 px-3 text-left -outline-offset-2 hover:bg-hover focus-visible:-outline-offset-2"
            >
              <span className="flex min-w-0 items-center gap-2">
                <StepStatusLabel step={step} isIconOnly />
                <span className="shrink-0 text-faint tabular-nums">{step.step_number}</span>
                <span dir="auto" className="truncate">
                  {step.description}
                </span>
              </span>
              <Track step={step} row={rows.get(step.step_number)} layout={layout} now={now} />
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

const placeOf = (time: number, { from, to }: Span) => ((time - from) / (to - from)) * 100;

function place(span: Span, within: Span) {
  return {
    left: `${placeOf(span.from, within)}%`,
    width: `${((span.to - span.from) / (within.to - within.from)) * 100}%`,
  };
}

function Ticks({ layout, now }: { layout: TimelineLayout; now: number }) {
  const timeZone = useTimeZone();
  const label = (tick: number) =>
    layout.tickStep >= DAY ? formatDay(tick, now, timeZone) : formatClock(tick, timeZone).slice(0, 5);
  return (
    <div aria-hidden className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-3 px-3">
      <span className="h-6" />
      <span className="relative h-6 text-faint text-meta tabular-nums">
        {layout.ticks.map((tick) => {
          const left = placeOf(tick, layout);
          // A label at the right end would overflow the box.
          return (
            <span
              key={tick}
              className={`absolute top-1 ${left > 88 ? '-translate-x-full' : ''}`}
              style={{ left: `${left}%` }}
              title={formatExact(tick, timeZone)}
            >
              {label(tick)}
            </span>
          );
        })}
      </span>
    </div>
  );
}

interface TrackProps {
  step: Step;
  row: TimelineRow | undefined;
  layout: TimelineLayout;
  now: number;
}

/** Returns the bars of a step in words. */
function spanText(row: TimelineRow | undefined, timeZone: string): string {
  const words = ({ from, to }: Span) => `from ${formatExact(from, timeZone)} to ${formatExact(to, timeZone)}`;
  if (row?.actual) return `worked ${words(row.actual)}`;
  return row?.estimate ? `expected ${words(row.estimate)}` : 'not started';
}

function Track({ step, row, layout, now }: TrackProps) {
  const timeZone = useTimeZone();
  const time = formatStepTime(stepMs(step, now), step.estimated_duration);
  return (
    <span className="relative block h-5" title={time}>
      <span className="sr-only">{`${time}, ${spanText(row, timeZone)}`}</span>
      {layout.ticks.map((tick) => (
        <span
          key={tick}
          aria-hidden
          className="absolute -inset-y-2 border-line border-l"
          style={{ left: `${placeOf(tick, layout)}%` }}
        />
      ))}
      {now >= layout.from && now <= layout.to && (
        <span
          aria-hidden
          className="absolute -inset-y-2 border-in-progress border-l border-dashed"
          style={{ left: `${placeOf(now, layout)}%` }}
        />
      )}
      {row?.estimate && (
        <span
          aria-hidden
          className={`absolute inset-y-0 min-w-px rounded-sm border border-control ${row.isProjected ? 'border-dashed' : ''}`}
          style={place(row.estimate, layout)}
        />
      )}
      {row?.actual && (
        <span
          aria-hidden
          className={`absolute inset-y-1.5 min-w-0.5 rounded-full ${statusLooks[step.status].background}`}
          style={place(row.actual, layout)}
        />
      )}
    </span>
  );
}

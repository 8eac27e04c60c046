'use client';

import { memo } from 'react';
import { StepStatusLabel } from '@/components/status/held-status-label';
import { statusLooks } from '@/components/status/status-looks';
import { useTimeZone } from '@/components/ui/clock';
import { OpenChevron } from '@/components/ui/open-chevron';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import type { TraceCall } from '@/lib/dashboard/trace';
import { formatCount } from '@/lib/format/words';
import { CallRows } from './call-rows';
import { formatStepTime, stepMs } from './plan-timing';
import type { TimelineRow as Place, Span } from './step-timeline-layout';
import { placeIn, spanText, timelineColumns } from './timeline-place';

export interface TimelineRowProps {
  step: Step;
  place: Place | undefined;
  /** The visible span. */
  from: number;
  to: number;
  now: number;
  /** Whether the scale is the clock; otherwise it begins with the plan. */
  isClock: boolean;
  isChosen: boolean;
  calls: TraceCall[] | undefined;
  isOpen: boolean;
  onToggle: (stepNumber: number) => void;
  onChoose: (stepNumber: number) => void;
}

/** Shows a step with its estimate as an outline, its actual time as a bar, and its tool calls below. */
export const TimelineRow = memo(function TimelineRow({
  step,
  place,
  from,
  to,
  now,
  isClock,
  ...row
}: TimelineRowProps) {
  const timeZone = useTimeZone();
  const { step_number } = step;
  const time = formatStepTime(stepMs(step, now), step.estimated_duration);
  const shown = { from, to };
  const began = step.started_at === null ? null : Date.parse(step.started_at);
  const shift = isClock || began === null ? 0 : (place?.estimate?.from ?? 0) - began;
  return (
    <li
      data-step={step_number}
      className="scroll-my-12 border-line border-b [contain-intrinsic-size:auto_2.25rem] last:border-b-0"
    >
      <div
        className={classNames(
          'relative hover:bg-hover',
          row.isChosen && 'bg-hover shadow-[inset_2px_0_0_var(--ink)]',
        )}
      >
        <button
          type="button"
          data-step-button
          aria-pressed={row.isChosen}
          onClick={() => row.onChoose(step_number)}
          className={`${timelineColumns} min-h-9 w-full items-center text-left -outline-offset-2 focus-visible:-outline-offset-2 pointer-coarse:min-h-10`}
        >
          <span className="flex min-w-0 items-center gap-2 pl-5">
            <StepStatusLabel step={step} isIconOnly />
            <span className="shrink-0 text-faint tabular-nums">{step_number}</span>
            <span dir="auto" className="break-text my-1 line-clamp-2 leading-tight">
              {step.description}
            </span>
          </span>
          <span data-track className="relative block self-stretch overflow-x-clip" title={time}>
            <span className="sr-only">{`${time}, ${spanText(place, isClock ? timeZone : null)}`}</span>
            {place?.estimate && (
              <Bar
                span={place.estimate}
                shown={shown}
                className={`h-5 min-w-px rounded-sm border border-control ${place.isProjected ? 'border-dashed' : ''}`}
              />
            )}
            {place?.actual && (
              <Bar
                span={place.actual}
                shown={shown}
                className={`h-2 min-w-0.5 rounded-full ${statusLooks[step.status].background}`}
              />
            )}
          </span>
        </button>
        {row.calls && (
          <button
            type="button"
            aria-expanded={row.isOpen}
            aria-label={`${formatCount(row.calls.length, 'call')} of step ${step_number}`}
            title={formatCount(row.calls.length, 'call')}
            onClick={() => row.onToggle(step_number)}
            className="absolute inset-y-0 left-0 flex w-8 items-center justify-center text-faint hover:text-ink -outline-offset-2"
          >
            <OpenChevron isOpen={row.isOpen} className="" />
          </button>
        )}
      </div>
      {row.isOpen && row.calls && (
        <CallRows calls={row.calls} planId={step.plan_id} shown={shown} shift={shift} />
      )}
    </li>
  );
});

function Bar({ span, shown, className }: { span: Span; shown: Span; className: string }) {
  return (
    <span
      aria-hidden
      className={`-translate-y-1/2 absolute top-1/2 ${className}`}
      style={placeIn(span, shown)}
    />
  );
}

'use client';

import { useQueryStates } from 'nuqs';
import { startTransition, useMemo } from 'react';
import { planViewParams } from '@/components/plans/plan-search-params';
import { openingStep, type ShownStep } from '@/components/plans/step-problems';
import { useOpeningScroll } from '@/components/plans/use-opening-scroll';
import { useNow } from '@/components/ui/clock';
import { useEvent } from '@/components/ui/use-event';
import { useOpenRows } from '@/components/ui/use-open-rows';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import { OmittedCalls } from './omitted-calls';
import { workedUntil } from './plan-timing';
import { layoutTimeline } from './step-timeline-layout';
import { TimelineBar } from './timeline-bar';
import { TimelineGrid, TimelineTicks } from './timeline-grid';
import { TimelineRow } from './timeline-row';
import { callsByStep, cutLayout, includeCalls, layoutEstimates, spanOf, zoomSpan } from './trace-layout';
import { useSpanDrag } from './use-span-drag';
import { type LoadTrace, useTrace } from './use-trace';

/** Plans with at least this many steps skip the layout of steps out of view. */
const MANY_STEPS = 100;

export interface StepTimelineProps {
  plan: PlanWithDetails;
  states: ShownStep[];
  filter: ReadonlySet<string>;
  /** The step in the URL. */
  chosen: number | null;
  onChooseStep: (stepNumber: number) => void;
  onLoadTrace?: LoadTrace;
}

/** Shows a plan along time: estimates as outlines, actual times as bars with their tool calls, and a line for now. */
export function StepTimeline({ plan, states, filter, chosen, onChooseStep, onLoadTrace }: StepTimelineProps) {
  const [{ scale, span }, setView] = useQueryStates({
    scale: planViewParams.scale,
    span: planViewParams.span,
  });
  const clock = useNow();
  const now = workedUntil(plan, clock);
  const isClock = scale === 'actual';
  const { calls, omitted_before } = useTrace(plan.last_seq, onLoadTrace);
  const callsOf = useMemo(() => callsByStep(calls, clock), [calls, clock]);
  const whole = useMemo(
    () => (isClock ? includeCalls(layoutTimeline(plan, now), calls) : layoutEstimates(plan.steps, now)),
    [plan, now, isClock, calls],
  );
  const layout = cutLayout(whole, span);
  const places = useMemo(() => new Map(whole.rows.map((row) => [row.step_number, row])), [whole]);
  const { open: opened, toggle, setOpen: setOpened } = useOpenRows();
  const choose = useEvent(onChooseStep);
  const { part, handlers } = useSpanDrag(layout, (from, to) => void setView({ span: spanOf(from, to) }));
  useOpeningScroll(chosen ?? openingStep(states));
  const shown = states.filter(({ status }) => filter.size === 0 || filter.has(status));
  const steps = new Map(plan.steps.map((step) => [step.step_number, step]));

  return (
    <>
      <div className="@container sticky top-22 z-10 bg-surface lg:top-0">
        <TimelineBar
          scale={scale}
          onScale={(next) => void setView({ scale: next, span: null })}
          isZoomed={layout !== whole}
          onZoom={(factor) => void setView({ span: zoomSpan(whole, layout, factor) })}
          onFit={() => void setView({ span: null })}
          isExpanded={callsOf.size === 0 ? null : opened.size > 0}
          onExpand={(isExpanded) =>
            startTransition(() => setOpened(new Set(isExpanded ? callsOf.keys() : [])))
          }
        />
        <TimelineTicks layout={layout} isClock={isClock} now={clock}>
          {omitted_before !== null && <OmittedCalls planId={plan.id} before={omitted_before} />}
        </TimelineTicks>
      </div>
      <div className="relative select-none" {...handlers}>
        <TimelineGrid layout={layout} now={isClock ? now : null} part={part} />
        <ol className={classNames('relative', shown.length > MANY_STEPS && '*:[content-visibility:auto]')}>
          {shown.map(({ step_number }) => {
            const step = steps.get(step_number);
            return (
              step && (
                <TimelineRow
                  key={step_number}
                  step={step}
                  place={places.get(step_number)}
                  from={layout.from}
                  to={layout.to}
                  now={now}
                  isClock={isClock}
                  isChosen={step_number === chosen}
                  calls={callsOf.get(step_number)}
                  isOpen={opened.has(step_number)}
                  onToggle={toggle}
                  onChoose={choose}
                />
              )
            );
          })}
        </ol>
        {shown.length === 0 && (
          <p className="px-3 py-8 text-center text-muted">No steps match this filter.</p>
        )}
      </div>
    </>
  );
}

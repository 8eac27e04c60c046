'use client';

import dynamic from 'next/dynamic';
import { memo, useState } from 'react';
import { InlineCode } from '@/components/content/inline-code';
import { heldStatus } from '@/components/leases/lease-state';
import { useStepLease } from '@/components/leases/lease-watch';
import { isProblem } from '@/components/plans/step-problems';
import { StepTime } from '@/components/plans/timeline/step-time';
import { StepCost } from '@/components/plans/usage/step-cost';
import { StepStatusLabel } from '@/components/status/held-status-label';
import type { MenuEntry } from '@/components/ui/menu-entry';
import { MeterBar } from '@/components/ui/meter-bar';
import { Skeleton } from '@/components/ui/skeleton';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { isSettled } from '@/lib/agent-execution/state';
import { classNames } from '@/lib/class-names';
import { StepActions } from './step-actions';
import type { LaneRow } from './step-lanes';
import { LaneIcon, StepLanes } from './step-lanes-view';
import type { StepMove } from './step-moves';
import { StepRemarks } from './step-remarks';
import type { MoveStep } from './use-step-moves';

const SubPlanLinks = dynamic(() => import('./sub-plan-links').then((module) => module.SubPlanLinks), {
  loading: () => null,
});
const StepDetails = dynamic(() => import('./step-details').then((module) => module.StepDetails), {
  loading: () => <Skeleton className="m-3 h-16" />,
});

/** What a person may do with a step. It stays the same while the plan does, so that rows are not rendered again. */
export interface StepRowActions {
  movesOf: (plan: PlanWithDetails, step: Step) => StepMove[];
  entriesOf: (plan: PlanWithDetails, step: Step) => MenuEntry[];
  onMove: MoveStep;
  /** Chooses the step whose log is shown, or none. */
  onChoose: (stepNumber: number | null) => void;
}

export interface StepRowProps {
  step: Step;
  plan: PlanWithDetails;
  /** The number of lanes of the list, and those of this row. */
  lanes: number;
  lane: LaneRow | undefined;
  /** Whether the log shows this step. */
  isChosen: boolean;
  actions: StepRowActions;
}

export const StepRow = memo(function StepRow({ step, plan, lanes, lane, isChosen, actions }: StepRowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { step_number } = step;
  const state = heldStatus(step.status, useStepLease(step_number));
  const isCurrent = step_number === plan.current_step;
  const subPlans = plan.sub_plans.filter((sub) => sub.step_number === step_number);
  const toggle = () => {
    setIsOpen(!isOpen);
    if (!isOpen || isChosen) actions.onChoose(isOpen ? null : step_number);
  };
  return (
    <li
      data-step={step_number}
      data-problem={isProblem(state) || undefined}
      className="relative scroll-my-12 border-line border-b [contain-intrinsic-size:auto_2.25rem] last:border-b-0"
    >
      <div
        className={classNames(
          'group relative flex items-start -outline-offset-2 outline-ink transition-colors duration-150 focus-within:bg-hover hover:bg-hover has-[>:focus-visible]:outline-2',
          isChosen && 'bg-hover shadow-[inset_2px_0_0_var(--ink)]',
        )}
      >
        <button
          type="button"
          data-step-button
          aria-expanded={isOpen}
          aria-current={isCurrent ? 'step' : undefined}
          onClick={toggle}
          className="flex min-h-9 min-w-0 flex-1 items-start gap-2 px-3 py-2 text-left focus-visible:outline-none pointer-coarse:min-h-10"
        >
          {lanes > 1 && lane ? (
            <LaneIcon row={lane} lanes={lanes}>
              <StepStatusLabel step={step} isIconOnly />
            </LaneIcon>
          ) : (
            <StepStatusLabel step={step} isIconOnly className="h-5" />
          )}
          <span className="min-w-4 shrink-0 text-right text-faint tabular-nums">{step_number}</span>
          <span className="flex min-w-0 flex-1 flex-wrap items-start gap-x-2">
            <span
              dir="auto"
              className={classNames(
                'break-text line-clamp-2 min-w-0 flex-1 basis-28 print:line-clamp-none',
                isCurrent && 'font-medium',
                isSettled(step.status) && 'text-muted',
              )}
            >
              <InlineCode text={step.description} />
            </span>
            <span className="flex min-h-0 flex-wrap items-start gap-x-2 empty:hidden">
              {step.agent_confidence !== null && (
                <span className="leading-5 text-faint max-sm:hidden">
                  <MeterBar value={step.agent_confidence} label="Confidence" />
                </span>
              )}
              <StepCost stepNumber={step_number} />
              <StepTime step={step} plan={plan} />
            </span>
          </span>
          {isChosen && <span className="sr-only">, shown in the log</span>}
        </button>
        <StepActions
          step={step}
          moves={actions.movesOf(plan, step)}
          onMove={actions.onMove}
          edits={actions.entriesOf(plan, step)}
        />
      </div>
      <StepRemarks step={step} isPaused={plan.status === 'paused'} isOpen={isOpen} />
      {subPlans.length > 0 && <SubPlanLinks subPlans={subPlans} readAt={plan.as_of} />}
      {isOpen && <StepDetails step={step} />}
      {lanes > 1 && lane && <StepLanes row={lane} lanes={lanes} />}
    </li>
  );
});

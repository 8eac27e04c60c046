'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useStepLease } from '@/components/leases/lease-watch';
import { StepCost } from '@/components/plans/usage/step-cost';
import { StepStatusLabel } from '@/components/status/held-status-label';
import type { MenuEntry } from '@/components/ui/menu-entry';
import { MeterBar } from '@/components/ui/meter-bar';
import { Skeleton } from '@/components/ui/skeleton';
import type { Plan, Step, SubPlan } from '@/lib/agent-execution/agent-execution.types';
import { isSettled } from '@/lib/agent-execution/state';
import { classNames } from '@/lib/class-names';
import { StepActions } from './step-actions';
import { needsNewApproval } from './step-gate';
import type { StepMove } from './step-moves';
import { StepTime } from './step-time';
import type { MoveStep } from './use-step-moves';

const SubPlanLinks = dynamic(() => import('./sub-plan-links').then((module) => module.SubPlanLinks), {
  loading: () => null,
});
const StepDetails = dynamic(() => import('./step-details').then((module) => module.StepDetails), {
  loading: () => <Skeleton className="m-3 h-16" />,
});

const StepLease = dynamic(() => import('@/components/leases/step-lease').then((module) => module.StepLease), {
  loading: () => null,
});
const StepWait = dynamic(() => import('@/components/leases/step-wait').then((module) => module.StepWait), {
  loading: () => null,
});

export interface StepRowProps {
  step: Step;
  /** The plan of the step. */
  plan: Pick<Plan, 'status' | 'completed_at'>;
  /** The moves that the step allows. */
  moves: StepMove[];
  isCurrent: boolean;
  onMove: MoveStep;
  edits: MenuEntry[];
  /** The sub-plans of the plan; the row shows those of its step. */
  subPlans: SubPlan[];
  /** The database's time when the plan was read. */
  readAt: string;
}

export function StepRow({ step, plan, moves, isCurrent, onMove, edits, subPlans, readAt }: StepRowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const lease = useStepLease(step.step_number);
  const ownSubPlans = subPlans.filter((sub) => sub.step_number === step.step_number);
  return (
    <li
      data-step={step.step_number}
      className="border-line border-b [contain-intrinsic-size:auto_2.25rem] last:border-b-0"
    >
      <div className="group relative flex items-start -outline-offset-2 outline-ink transition-colors duration-150 focus-within:bg-hover hover:bg-hover has-[>:focus-visible]:outline-2">
        <button
          type="button"
          data-step-button
          aria-expanded={isOpen}
          aria-current={isCurrent ? 'step' : undefined}
          onClick={() => setIsOpen(!isOpen)}
          className="flex min-h-9 min-w-0 flex-1 items-start gap-2 px-3 py-2 text-left focus-visible:outline-none"
        >
          <StepStatusLabel step={step} isIconOnly className="h-5" />
          <span className="min-w-4 shrink-0 text-right text-faint tabular-nums">{step.step_number}</span>
          <span
            dir="auto"
            className={classNames(
              'break-text line-clamp-2 min-w-0 flex-1',
              isCurrent && 'font-medium',
              isSettled(step.status) && 'text-muted',
            )}
          >
            {step.description}
          </span>
          {step.agent_confidence !== null && (
            <span className="shrink-0 leading-5 text-faint max-sm:hidden">
              <MeterBar value={step.agent_confidence} label="Confidence" />
            </span>
          )}
          <StepCost stepNumber={step.step_number} />
          <StepTime step={step} plan={plan} />
        </button>
        <StepActions step={step} moves={moves} onMove={onMove} edits={edits} />
      </div>
      <div className="-mt-1 pr-3 pb-2 pl-[3.625rem] empty:hidden">
        {lease && step.status === 'in_progress' && (
          <StepLease lease={lease} isPaused={plan.status === 'paused'} />
        )}
        {step.not_before && <StepWait step={step} />}
      </div>
      {step.error_message && !isOpen && (
        <p
          dir="auto"
          className={classNames(
            'break-text -mt-1 mr-3 mb-2 ml-[3.625rem] line-clamp-2 text-meta',
            step.status === 'failed' ? 'text-failed' : 'text-blocked',
          )}
        >
          {step.error_message}
        </p>
      )}
      {needsNewApproval(step) && !isOpen && (
        <p className="-mt-1 pr-3 pb-2 pl-[3.625rem] text-awaiting text-meta">
          Changed since it was approved; open it to see what.
        </p>
      )}
      {ownSubPlans.length > 0 && <SubPlanLinks subPlans={ownSubPlans} readAt={readAt} />}
      {isOpen && <StepDetails step={step} />}
    </li>
  );
}

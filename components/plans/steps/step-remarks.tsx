'use client';

import dynamic from 'next/dynamic';
import { useStepLease } from '@/components/leases/lease-watch';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import { needsNewApproval } from './step-gate';

const StepLease = dynamic(() => import('@/components/leases/step-lease').then((module) => module.StepLease), {
  loading: () => null,
});
const StepWait = dynamic(() => import('@/components/leases/step-wait').then((module) => module.StepWait), {
  loading: () => null,
});

const StepFailure = dynamic(
  () => import('@/components/failures/step-failure').then((module) => module.StepFailure),
  { ssr: false, loading: () => null },
);

export interface StepRemarksProps {
  step: Step;
  /** Whether the plan is paused. */
  isPaused: boolean;
  /** Whether the details of the step are shown. They repeat the error. */
  isOpen: boolean;
}

/** Shows below a step who works on it, what it waits for, its error, and what fixed that before. */
export function StepRemarks({ step, isPaused, isOpen }: StepRemarksProps) {
  const lease = useStepLease(step.step_number);
  return (
    <>
      <div className="-mt-1 pr-3 pb-2 pl-[calc(3.625rem+var(--lanes,0px))] empty:hidden">
        {lease && step.status === 'in_progress' && <StepLease lease={lease} isPaused={isPaused} />}
        {step.not_before && <StepWait step={step} />}
      </div>
      {step.error_message && !isOpen && (
        <p
          dir="auto"
          className={classNames(
            'break-text -mt-1 mr-3 mb-2 ml-[calc(3.625rem+var(--lanes,0px))] line-clamp-2 text-meta print:line-clamp-none',
            step.status === 'failed' ? 'text-failed' : 'text-blocked',
          )}
        >
          {step.error_message}
        </p>
      )}
      {step.error_message && (step.status === 'blocked' || step.status === 'failed') && (
        <StepFailure step={step} />
      )}
      {needsNewApproval(step) && !isOpen && (
        <p className="-mt-1 pr-3 pb-2 pl-[calc(3.625rem+var(--lanes,0px))] text-awaiting text-meta">
          Changed since it was approved; open it to see what.
        </p>
      )}
    </>
  );
}

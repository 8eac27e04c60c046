'use client';

import { heldStatus } from '@/components/leases/lease-state';
import { useStepLease } from '@/components/leases/lease-watch';
import { useNow } from '@/components/ui/clock';
import type { Plan, Step } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import { formatStepTime, stepMs, workedUntil } from './plan-timing';

export interface StepTimeProps {
  step: Step;
  plan: Pick<Plan, 'status' | 'completed_at'>;
}

/** Shows the actual time and the estimate of a step; the time runs while the step does. */
export function StepTime({ step, plan }: StepTimeProps) {
  const clock = useNow();
  const now = workedUntil(plan, clock);
  const isWorking =
    heldStatus(step.status, useStepLease(step.step_number)) === 'in_progress' && now === clock;
  const actual = stepMs(step, now);
  return (
    <span
      title={actual === null ? undefined : 'Actual / estimate'}
      className={classNames(
        'shrink-0 whitespace-nowrap text-meta leading-5 tabular-nums',
        isWorking ? 'text-in-progress' : 'text-faint',
      )}
    >
      {formatStepTime(actual, step.estimated_duration)}
    </span>
  );
}

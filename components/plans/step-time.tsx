'use client';

import { heldStatus } from '@/components/leases/lease-state';
import { useStepLease } from '@/components/leases/lease-watch';
import { useNow } from '@/components/ui/clock';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import { formatStepTime, stepMs } from './plan-timing';

/** Actual against estimate, running while the step runs. */
export function StepTime({ step }: { step: Step }) {
  const now = useNow();
  const isAtWork = heldStatus(step.status, useStepLease(step.step_number)) === 'in_progress';
  const actual = stepMs(step, now);
  return (
    <span
      title={actual === null ? undefined : 'Actual / estimate'}
      className={classNames(
        'shrink-0 whitespace-nowrap text-meta leading-5 tabular-nums',
        isAtWork ? 'text-in-progress' : 'text-faint',
      )}
    >
      {formatStepTime(actual, step.estimated_duration)}
    </span>
  );
}

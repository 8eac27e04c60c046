'use client';

import { useNow } from '@/components/ui/clock';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import { formatStepTime, stepMs } from './plan-timing';

/** Actual against estimate, running while the step runs. */
export function StepTime({ step }: { step: Step }) {
  const now = useNow();
  const actual = stepMs(step, now);
  return (
    <span
      title={actual === null ? undefined : 'Actual / estimate'}
      className={classNames(
        'shrink-0 whitespace-nowrap text-meta leading-5 tabular-nums',
        step.status === 'in_progress' ? 'text-in-progress' : 'text-faint',
      )}
    >
      {formatStepTime(actual, step.estimated_duration)}
    </span>
  );
}

'use client';

import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { formatCountdown } from '@/lib/format/duration';
import { useServerTime } from './lease-watch';

/** Shows when a failed step is retried. */
export function StepWait({ step }: { step: Step }) {
  const until = step.status === 'pending' && step.not_before ? Date.parse(step.not_before) : null;
  const now = useServerTime(until !== null);
  if (until === null || now === null || now >= until) return null;
  return (
    <p className="text-meta text-muted">
      Retry in <span className="tabular-nums">{formatCountdown(until - now)}</span>, attempt{' '}
      {step.attempt + 1} of {step.max_attempts}
    </p>
  );
}

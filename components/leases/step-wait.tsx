'use client';

import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { formatCountdown } from '@/lib/format/duration';
import { useServerTime } from './lease-watch';

/** How long a step that failed waits before it is tried again. */
export function StepWait({ step }: { step: Step }) {
  const until = step.status === 'pending' && step.not_before ? Date.parse(step.not_before) : null;
  const now = useServerTime(until !== null);
  if (until === null || now === null || now >= until) return null;
  return (
    <p className="text-meta text-muted">
      Tried again in <span className="tabular-nums">{formatCountdown(until - now)}</span>, attempt{' '}
      {step.attempt + 1} of {step.max_attempts}
    </p>
  );
}

import { formatCountdown } from '@/lib/format/duration';
import type { LeaseState } from './lease-state';

export interface StepLeaseProps {
  lease: LeaseState;
  /** While the plan is paused, the agent may finish the step, and no other step is claimed. */
  isPaused: boolean;
}

/** Shows which agent holds a step, and for how long. */
export function StepLease({ lease: { lease, liveness, msLeft }, isPaused }: StepLeaseProps) {
  const attempt = lease.attempt > 1 ? `, attempt ${lease.attempt} of ${lease.max_attempts}` : '';
  const name = <bdi className="font-medium">{lease.lease_owner}</bdi>;
  if (liveness === 'lost') {
    const consequence =
      lease.attempt < lease.max_attempts
        ? 'the next agent to claim the step takes over'
        : 'no attempts are left';
    return (
      <p className="break-text text-blocked text-meta">
        {name} lost the lease{attempt}; {consequence}.
      </p>
    );
  }
  return (
    <p className={`break-text text-meta ${liveness === 'working' ? 'text-in-progress' : 'text-muted'}`}>
      {name}{' '}
      {liveness === 'working'
        ? isPaused
          ? 'may finish while the plan is paused'
          : 'is working'
        : 'is quiet'}
      {attempt} · <span className="tabular-nums">{formatCountdown(msLeft)}</span> left
    </p>
  );
}

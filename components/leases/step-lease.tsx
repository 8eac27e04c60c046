import { formatCountdown } from '@/lib/format/duration';
import type { LeaseState } from './lease-state';
import { activityWords, livenessWords } from './lease-words';

export interface StepLeaseProps {
  lease: LeaseState;
  /** While the plan is paused, the agent may finish the step, and no other step is claimed. */
  isPaused: boolean;
}

/** Shows which agent holds a step, for how long, and what it is doing. */
export function StepLease({ lease: state, isPaused }: StepLeaseProps) {
  const { lease, liveness, msLeft } = state;
  const attempt = lease.attempt > 1 ? `, attempt ${lease.attempt} of ${lease.max_attempts}` : '';
  const name = <bdi className="font-medium">{lease.lease_owner}</bdi>;
  const activity = activityWords(state);
  const doing = activity !== null && (
    <p dir="auto" className="break-text line-clamp-2 text-meta text-muted tabular-nums">
      {activity}
    </p>
  );
  if (liveness === 'lost') {
    const consequence =
      lease.attempt < lease.max_attempts
        ? 'the next agent to claim the step takes over'
        : 'no attempts are left';
    return (
      <>
        <p className="break-text text-blocked text-meta">
          {name} lost the lease{attempt}
          {activity === null && `; ${consequence}`}.
        </p>
        {doing}
      </>
    );
  }
  return (
    <>
      <p className={`break-text text-meta ${liveness === 'working' ? 'text-in-progress' : 'text-muted'}`}>
        {name}{' '}
        {liveness === 'working' && isPaused ? 'may finish while the plan is paused' : livenessWords(state)}
        {attempt} · <span className="tabular-nums">{formatCountdown(msLeft)}</span> left
      </p>
      {doing}
    </>
  );
}

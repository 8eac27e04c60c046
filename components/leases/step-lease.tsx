import { formatCountdown } from '@/lib/format/duration';
import type { LeaseState } from './lease-state';

/** Who is at work on a step, and for how long that holds. */
export function StepLease({ lease: { lease, liveness, msLeft } }: { lease: LeaseState }) {
  const attempt = lease.attempt > 1 ? `, attempt ${lease.attempt} of ${lease.max_attempts}` : '';
  const name = <bdi className="font-medium">{lease.lease_owner}</bdi>;
  if (liveness === 'lost') {
    const fate =
      lease.attempt < lease.max_attempts ? 'whoever claims next takes it over' : 'no attempt is left';
    return (
      <p className="break-text text-blocked text-meta">
        {name} was not heard of in time{attempt}; {fate}.
      </p>
    );
  }
  return (
    <p className={`break-text text-meta ${liveness === 'working' ? 'text-in-progress' : 'text-muted'}`}>
      {name} {liveness === 'working' ? 'is at work' : 'has gone quiet'}
      {attempt} · <span className="tabular-nums">{formatCountdown(msLeft)}</span> left
    </p>
  );
}

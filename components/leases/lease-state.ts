/**
 * What a lease says of its holder as time goes on: the rule of the database (private.liveness), so that a page need not ask each
 * second. All times are those of the database's clock, in milliseconds since 1970.
 */
import type { Lease, Liveness, PlanStatus, StepStatus } from '@/lib/agent-execution/agent-execution.types';

export interface LeaseState {
  lease: Lease;
  liveness: Liveness;
  /** 0 once it is lost. */
  msLeft: number;
}

/** A status as it is shown: a lease that is not kept says more than that a step was started. */
export type HeldStatus = PlanStatus | StepStatus | 'quiet' | 'lost';

/** Bounds of the wait between two looks. */
const SOONEST = 1000;
const LATEST = 60_000;

function termOf({ heartbeat_at, lease_expires_at }: Lease) {
  const from = Date.parse(heartbeat_at);
  const to = Date.parse(lease_expires_at);
  return { from, to, length: to - from };
}

export function leaseStateAt(lease: Lease, now: number): LeaseState {
  const { from, to, length } = termOf(lease);
  const msLeft = Math.max(0, to - now);
  if (msLeft === 0) return { lease, liveness: 'lost', msLeft };
  return { lease, liveness: now - from > length / 2 ? 'quiet' : 'working', msLeft };
}

/** Of all leases of a plan the one that says most for it: whoever is at work, else who is quiet, else who was lost (private.lost_plans). */
export function bestState(states: LeaseState[]): LeaseState | null {
  const order: Liveness[] = ['working', 'quiet', 'lost'];
  return states.toSorted((a, b) => order.indexOf(a.liveness) - order.indexOf(b.liveness))[0] ?? null;
}

/**
 * Milliseconds until the holders should be looked at again, as heartbeats are in no feed: before one would be called quiet, then
 * more often; null where nothing can change that the feed does not tell.
 */
export function msToNextLook(leases: Lease[], now: number): number | null {
  const waits = leases.flatMap((lease) => {
    const { from, to, length } = termOf(lease);
    if (to <= now) return [];
    const age = now - from;
    return [age < 0.4 * length ? 0.4 * length - age : 0.1 * length];
  });
  if (waits.length === 0) return null;
  return Math.min(LATEST, Math.max(SOONEST, Math.min(...waits)));
}

export function heldStatus(status: HeldStatus, state: LeaseState | null): HeldStatus {
  if (status !== 'in_progress' || !state || state.liveness === 'working') return status;
  return state.liveness;
}

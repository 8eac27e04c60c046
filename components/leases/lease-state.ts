/**
 * The liveness of a lease at any time, by the database's rule (private.liveness), so that a page need not poll each second. All
 * times are the database's, in milliseconds since 1970.
 */
import type { Lease, Liveness, PlanStatus, StepStatus } from '@/lib/agent-execution/agent-execution.types';

export interface LeaseState {
  lease: Lease;
  liveness: Liveness;
  /** 0 after the lease has expired. */
  msLeft: number;
  /** The time of this state. */
  now: number;
}

/**
 * A status as shown. A step whose lease is not renewed shows the liveness of its lease. A run may be looping, and a plan may wait for an
 * agent.
 */
export type HeldStatus = PlanStatus | StepStatus | 'quiet' | 'lost' | 'looping' | 'waiting';

const MIN_POLL_MS = 1000;
const MAX_POLL_MS = 60_000;

function termOf({ heartbeat_at, lease_expires_at }: Lease) {
  const from = Date.parse(heartbeat_at);
  const to = Date.parse(lease_expires_at);
  return { from, to, length: to - from };
}

export function leaseStateAt(lease: Lease, now: number): LeaseState {
  const { from, to, length } = termOf(lease);
  const msLeft = Math.max(0, to - now);
  if (msLeft === 0) return { lease, liveness: 'lost', msLeft, now };
  return { lease, liveness: now - from > length / 2 ? 'quiet' : 'working', msLeft, now };
}

/** Returns the best of a plan's leases: working before quiet before lost, as private.lost_plans orders them. */
export function bestState(states: LeaseState[]): LeaseState | null {
  const order: Liveness[] = ['working', 'quiet', 'lost'];
  return states.toSorted((a, b) => order.indexOf(a.liveness) - order.indexOf(b.liveness))[0] ?? null;
}

/**
 * Returns the milliseconds until the next poll: before a lease would turn quiet, then more often. Returns null if no lease can
 * change without an event in the feed.
 */
export function msToNextPoll(leases: Lease[], now: number): number | null {
  const waits = leases.flatMap((lease) => {
    const { from, to, length } = termOf(lease);
    if (to <= now) return [];
    const age = now - from;
    return [age < 0.4 * length ? 0.4 * length - age : 0.1 * length];
  });
  if (waits.length === 0) return null;
  return Math.min(MAX_POLL_MS, Math.max(MIN_POLL_MS, Math.min(...waits)));
}

/** Returns the status to show: an in-progress step shows the liveness of its lease unless the agent is working. */
export function heldStatus(status: HeldStatus, state: LeaseState | null): HeldStatus {
  if (status !== 'in_progress' || !state || state.liveness === 'working') return status;
  return state.liveness;
}

import { describe, expect, it, test } from 'vitest';
import type { Lease } from '@/lib/agent-execution/agent-execution.types';
import { bestState, heldStatus, leaseStateAt, msToNextLook } from './lease-state';

const start = Date.parse('2026-03-03T12:00:00Z');
const at = (seconds: number) => start + seconds * 1000;

/** A lease last kept at noon. */
const leaseOf = (seconds: number, more: Partial<Lease> = {}): Lease => ({
  plan_id: 'p',
  step_number: 1,
  lease_owner: 'claude',
  heartbeat_at: new Date(start).toISOString(),
  lease_expires_at: new Date(at(seconds)).toISOString(),
  liveness: 'working',
  seconds_left: seconds,
  attempt: 1,
  max_attempts: 3,
  ...more,
});

// The cases of the database's own test.
test.each([
  [0, 'working'],
  [30, 'working'],
  [30.001, 'quiet'],
  [59.999, 'quiet'],
  [60, 'lost'],
  [6000, 'lost'],
])('%s s into a lease of 60 its holder is %s', (seconds, liveness) => {
  expect(leaseStateAt(leaseOf(60), at(seconds)).liveness).toBe(liveness);
});

test('what is left counts down to nothing and no further', () => {
  expect(leaseStateAt(leaseOf(60), at(18)).msLeft).toBe(42_000);
  expect(leaseStateAt(leaseOf(60), at(90)).msLeft).toBe(0);
});

test('of several leases the one speaks that is kept best', () => {
  const states = [10, 600, 60].map((seconds) => leaseStateAt(leaseOf(seconds), at(45)));
  expect(bestState(states)?.liveness).toBe('working');
  expect(bestState(states.filter(({ liveness }) => liveness !== 'working'))?.liveness).toBe('quiet');
  expect(bestState([])).toBeNull();
});

describe('msToNextLook', () => {
  it('comes before the holder would be called quiet', () => {
    expect(msToNextLook([leaseOf(60)], at(0))).toBe(24_000);
    expect(msToNextLook([leaseOf(60)], at(20))).toBe(4000);
  });
  it('comes more often when nothing was heard', () => {
    expect(msToNextLook([leaseOf(60)], at(40))).toBe(6000);
  });
  it('follows the lease that asks for it first, within bounds', () => {
    expect(msToNextLook([leaseOf(3600), leaseOf(60)], at(0))).toBe(24_000);
    expect(msToNextLook([leaseOf(3600)], at(0))).toBe(60_000);
    expect(msToNextLook([leaseOf(0.1)], at(0))).toBe(1000);
  });
  it('is never where nobody holds anything any more', () => {
    expect(msToNextLook([], start)).toBeNull();
    expect(msToNextLook([leaseOf(60)], at(60))).toBeNull();
  });
});

test('only what is in progress is shown by its lease', () => {
  const lost = leaseStateAt(leaseOf(60), at(60));
  expect(heldStatus('in_progress', lost)).toBe('lost');
  expect(heldStatus('completed', lost)).toBe('completed');
  expect(heldStatus('in_progress', leaseStateAt(leaseOf(60), start))).toBe('in_progress');
  expect(heldStatus('in_progress', null)).toBe('in_progress');
});

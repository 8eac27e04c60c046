import { describe, expect, it, test } from 'vitest';
import type { Lease } from '@/lib/agent-execution/agent-execution.types';
import { bestState, heldStatus, leaseStateAt, msToNextPoll } from './lease-state';

const start = Date.parse('2026-03-03T12:00:00Z');
const at = (seconds: number) => start + seconds * 1000;

/** A lease last renewed at noon. */
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
  activity: null,
  ...more,
});

// The same cases as in the test of the database function.
test.each([
  [0, 'working'],
  [30, 'working'],
  [30.001, 'quiet'],
  [59.999, 'quiet'],
  [60, 'lost'],
  [6000, 'lost'],
])('after %s s, a lease of 60 s is %s', (seconds, liveness) => {
  expect(leaseStateAt(leaseOf(60), at(seconds)).liveness).toBe(liveness);
});

test('counts the time left down to 0', () => {
  expect(leaseStateAt(leaseOf(60), at(18)).msLeft).toBe(42_000);
  expect(leaseStateAt(leaseOf(60), at(90)).msLeft).toBe(0);
});

test('returns the best of several leases', () => {
  const states = [10, 600, 60].map((seconds) => leaseStateAt(leaseOf(seconds), at(45)));
  expect(bestState(states)?.liveness).toBe('working');
  expect(bestState(states.filter(({ liveness }) => liveness !== 'working'))?.liveness).toBe('quiet');
  expect(bestState([])).toBeNull();
});

describe('msToNextPoll', () => {
  it('polls before a lease would turn quiet', () => {
    expect(msToNextPoll([leaseOf(60)], at(0))).toBe(24_000);
    expect(msToNextPoll([leaseOf(60)], at(20))).toBe(4000);
  });
  it('polls more often after missed heartbeats', () => {
    expect(msToNextPoll([leaseOf(60)], at(40))).toBe(6000);
  });
  it('polls for the lease that is due first, within bounds', () => {
    expect(msToNextPoll([leaseOf(3600), leaseOf(60)], at(0))).toBe(24_000);
    expect(msToNextPoll([leaseOf(3600)], at(0))).toBe(60_000);
    expect(msToNextPoll([leaseOf(0.1)], at(0))).toBe(1000);
  });
  it('does not poll without a held lease', () => {
    expect(msToNextPoll([], start)).toBeNull();
    expect(msToNextPoll([leaseOf(60)], at(60))).toBeNull();
  });
});

test('shows the liveness only of a step in progress', () => {
  const lost = leaseStateAt(leaseOf(60), at(60));
  expect(heldStatus('in_progress', lost)).toBe('lost');
  expect(heldStatus('completed', lost)).toBe('completed');
  expect(heldStatus('in_progress', leaseStateAt(leaseOf(60), start))).toBe('in_progress');
  expect(heldStatus('in_progress', null)).toBe('in_progress');
});

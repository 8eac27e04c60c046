import { expect, test } from 'vitest';
import type { Activity, Lease } from '@/lib/agent-execution/agent-execution.types';
import { leaseStateAt } from './lease-state';
import { activityWords, livenessWords } from './lease-words';

const start = Date.parse('2026-03-03T12:00:00Z');
const minutes = (count: number) => start + count * 60_000;
const call: Activity = { description: 'Running npm test', since: '2026-03-03T12:00:00.000Z', is_open: true };
const edit: Activity = { description: 'Edited a.ts', since: '2026-03-03T12:00:00.000Z', is_open: false };

/** The words for a lease of ten minutes that began at noon, some minutes later. */
function wordsAfter(count: number, activity: Activity | null): (string | null)[] {
  const lease: Lease = {
    plan_id: 'p',
    step_number: 1,
    lease_owner: 'claude-code',
    heartbeat_at: new Date(start).toISOString(),
    lease_expires_at: new Date(minutes(10)).toISOString(),
    liveness: 'working',
    seconds_left: 600,
    attempt: 1,
    max_attempts: 3,
    activity,
  };
  const state = leaseStateAt(lease, minutes(count));
  return [livenessWords(state), activityWords(state)];
}

test('names the open call and how long it has taken', () => {
  expect(wordsAfter(4, call)).toEqual(['is working', 'Running npm test for 4 min']);
  expect(wordsAfter(6, call)).toEqual(['has been quiet for 6 min', 'Running npm test for 6 min']);
  expect(wordsAfter(11, call)[1]).toBe('In the call: Running npm test');
});

test('names the last call of a holder that is in none', () => {
  expect(wordsAfter(4, edit)).toEqual(['is working', 'Last: Edited a.ts']);
  expect(wordsAfter(6, edit)).toEqual(['has been quiet for 6 min', 'Last: Edited a.ts']);
});

test('says only the liveness of a holder that does not say what it does', () => {
  expect(wordsAfter(4, null)).toEqual(['is working', null]);
  expect(wordsAfter(6, null)).toEqual(['is quiet', null]);
});

import { expect, it } from 'vitest';
import type { HeldStatus } from '@/components/leases/lease-state';
import { nextProblem, openingStep, problemsOf } from './step-problems';

const steps = (...statuses: HeldStatus[]) =>
  statuses.map((status, index) => ({ step_number: index + 1, status }));

const mixed = steps('completed', 'failed', 'in_progress', 'lost', 'skipped', 'blocked', 'quiet', 'pending');

it('finds failed, blocked and abandoned steps, and steps that await approval', () => {
  expect(problemsOf(mixed)).toEqual([2, 4, 6]);
  expect(problemsOf(steps('awaiting_approval', 'completed'))).toEqual([1]);
});

it.each([
  [null, 2],
  [2, 4],
  [5, 6],
  [6, 2],
  [8, 2],
  [99, 2],
])('goes from step %s to the next problem, %i', (after, next) => {
  expect(nextProblem(mixed, after)).toBe(next);
});

it('follows the order of the list, not of the numbers', () => {
  expect(nextProblem([...mixed].reverse(), 6)).toBe(4);
});

it('has no next problem in a plan without one', () => {
  expect(nextProblem(steps('completed', 'pending'), 1)).toBeNull();
});

it.each([
  [mixed, 2],
  [steps('completed', 'quiet', 'blocked'), 2],
  [steps('completed', 'pending'), null],
])('opens at the first live or troubled step', (list, first) => {
  expect(openingStep(list)).toBe(first);
});

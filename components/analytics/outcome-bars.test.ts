import { expect, test } from 'vitest';
import { rateOf } from './outcome-bars';

const outcomes = { completed: 6, failed: 2, blocked: 2, reopened: 1 };

test('divides by every attempt, also by failures and blocks', () => {
  expect(rateOf(outcomes, 'failed')).toBe(0.2);
  expect(rateOf(outcomes, 'blocked')).toBe(0.2);
});

test('counts a completion that was reopened as no success', () => {
  expect(rateOf(outcomes, 'succeeded')).toBe(0.5);
  expect(rateOf(outcomes, 'reopened')).toBe(0.1);
});

test('knows no rate without attempts', () => {
  expect(rateOf({ completed: 0, failed: 0, blocked: 0, reopened: 0 }, 'succeeded')).toBeNull();
});

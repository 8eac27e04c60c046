import { describe, expect, it, test } from 'vitest';
import { formatPlanTime, formatStepTime, stepMs, workedUntil } from './plan-timing';

const MINUTE = 60_000;

describe('formatStepTime', () => {
  it.each<[number | null, number | null, string]>([
    [null, 30, '30 min est.'],
    [null, null, ''],
    [34 * MINUTE, 30, '34 / 30 min'],
    [34 * MINUTE, null, '34 min'],
    [80 * MINUTE, 60, '1 h 20 min / 1 h'],
    [40 * MINUTE, 90, '40 min / 1 h 30 min'],
    [5000, 30, '5 s / 30 min'],
    [60 * MINUTE, 120, '1 / 2 h'],
  ])('shows %s ms of an estimate of %s min as %s', (actual, estimate, text) => {
    expect(formatStepTime(actual, estimate)).toBe(text);
  });
});

describe('stepMs', () => {
  const started_at = '2026-03-03T12:00:00Z';
  const now = Date.parse('2026-03-03T12:10:00Z');
  it('grows while the step is in progress', () => {
    expect(stepMs({ status: 'in_progress', started_at, completed_at: null }, now)).toBe(10 * MINUTE);
  });
  it('does not grow while the step is blocked', () => {
    expect(stepMs({ status: 'blocked', started_at, completed_at: null }, now)).toBeNull();
  });
});

describe('formatPlanTime', () => {
  it('adds up the work of the steps', () => {
    const steps = [
      { status: 'completed', started_at: '2026-03-03T10:00:00Z', completed_at: '2026-03-03T10:30:00Z' },
      { status: 'completed', started_at: '2026-03-03T11:00:00Z', completed_at: '2026-03-03T11:45:00Z' },
    ];
    // Only the times matter here.
    const plan = { steps, estimated_duration: 375 } as unknown as Parameters<typeof formatPlanTime>[0];
    expect(formatPlanTime(plan, 0)).toBe('1 h 15 min work of 6 h 15 min est.');
  });
});

test('a cancellation stops the time of steps in progress', () => {
  const completed_at = '2026-03-03T12:00:00Z';
  const later = Date.parse('2026-03-03T13:00:00Z');
  expect(workedUntil({ status: 'cancelled', completed_at }, later)).toBe(Date.parse(completed_at));
  expect(workedUntil({ status: 'in_progress', completed_at: null }, later)).toBe(later);
});

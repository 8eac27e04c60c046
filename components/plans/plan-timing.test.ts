import { describe, expect, it } from 'vitest';
import { formatPlanTime, formatStepTime, stepMs } from './plan-timing';

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
  ])('%s ms of %s min reads %s', (actual, estimate, text) => {
    expect(formatStepTime(actual, estimate)).toBe(text);
  });
});

describe('stepMs', () => {
  const started_at = '2026-03-03T12:00:00Z';
  const now = Date.parse('2026-03-03T12:10:00Z');
  it('runs while the step is in progress', () => {
    expect(stepMs({ status: 'in_progress', started_at, completed_at: null }, now)).toBe(10 * MINUTE);
  });
  it('does not run while the step is blocked', () => {
    expect(stepMs({ status: 'blocked', started_at, completed_at: null }, now)).toBeNull();
  });
});

describe('formatPlanTime', () => {
  it('adds up the work of the steps', () => {
    const steps = [
      { status: 'completed', started_at: '2026-03-03T10:00:00Z', completed_at: '2026-03-03T10:30:00Z' },
      { status: 'completed', started_at: '2026-03-03T11:00:00Z', completed_at: '2026-03-03T11:45:00Z' },
    ];
    // Only the times are looked at.
    const plan = { steps, estimated_duration: 375 } as unknown as Parameters<typeof formatPlanTime>[0];
    expect(formatPlanTime(plan, 0)).toBe('1 h 15 min of 6 h 15 min est.');
  });
});

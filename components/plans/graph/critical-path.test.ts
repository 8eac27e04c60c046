import { describe, expect, it } from 'vitest';
import { criticalPath, type GraphStep } from './critical-path';

const step = (
  step_number: number,
  depends_on: number[],
  estimated_duration: number | null = 10,
): GraphStep => ({
  step_number,
  depends_on,
  estimated_duration,
});

// 2 and 3 depend on 1, 4 on both; 5 is independent.
const steps = [step(1, []), step(2, [1], 60), step(3, [1], 20), step(4, [2, 3]), step(5, [], 30)];

describe('criticalPath', () => {
  it('counts an estimate that is not finite as unknown', () => {
    const poisoned = [
      step(1, []),
      step(2, [1], Number.NaN),
      step(3, [1], Number.POSITIVE_INFINITY),
      step(4, [1], 60),
    ];
    expect(criticalPath(poisoned)).toEqual(new Set([1, 4]));
  });

  it('is the longest path by the estimates', () => {
    expect([...criticalPath(steps)].sort()).toEqual([1, 2, 4]);
  });
  it('gives a step without an estimate a default length', () => {
    expect([...criticalPath([step(1, [], null), step(2, [], 10)])]).toEqual([1]);
  });
  it('uses actual times where known, and zero for skipped steps', () => {
    const took = (minutes: number) => ({
      status: 'completed' as const,
      started_at: '2026-11-01T09:00:00Z',
      completed_at: new Date(Date.UTC(2026, 10, 1, 9, minutes)).toISOString(),
    });
    const quick = steps.map((s) => (s.step_number === 2 ? { ...s, ...took(5) } : s));
    expect([...criticalPath(quick)].sort()).toEqual([1, 3, 4]);
    const slow = quick.map((s) => (s.step_number === 5 ? { ...s, ...took(90) } : s));
    expect([...criticalPath(slow)]).toEqual([5]);
    const skipped = steps.map((s) => (s.step_number === 2 ? { ...s, status: 'skipped' as const } : s));
    expect([...criticalPath(skipped)].sort()).toEqual([1, 3, 4]);
  });
  it('is every step of a sequence, also of a long one', () => {
    const long = Array.from({ length: 1000 }, (_, i) => step(i + 1, i > 0 ? [i] : []));
    expect(criticalPath(long).size).toBe(1000);
  });
});

import { expect, test } from 'vitest';
import { formatPeriod, minuteTicks } from './period';

test('labels a period by its first day', () => {
  expect(formatPeriod('2026-03-02', 'day')).toBe('2 Mar');
  expect(formatPeriod('2026-03-02', 'week')).toBe('week of 2 Mar');
  expect(formatPeriod('2026-03-01', 'month')).toBe('Mar 2026');
});

test.each([
  [0.2, [0, 1]],
  [3, [0, 1, 2, 3]],
  [100, [0, 30, 60, 90, 120]],
  [188, [0, 60, 120, 180, 240]],
  [10_000, [0, 2880, 5760, 8640, 11_520]],
])('a maximum of %d minutes has ticks at %o', (maximum, ticks) => {
  expect(minuteTicks(maximum)).toEqual(ticks);
});

test('returns at maximum five ticks, and the last reaches the maximum', () => {
  for (let maximum = 1; maximum < 5_000_000; maximum = maximum * 1.3 + 1) {
    const ticks = minuteTicks(maximum);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(maximum);
  }
});

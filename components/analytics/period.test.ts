import { expect, test } from 'vitest';
import { formatPeriod, minuteTicks } from './period';

test('periods by their first day', () => {
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
])('%d minutes have ticks at %o', (most, ticks) => {
  expect(minuteTicks(most)).toEqual(ticks);
});

test('never more than five ticks, and the last is enough', () => {
  for (let most = 1; most < 5_000_000; most = most * 1.3 + 1) {
    const ticks = minuteTicks(most);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
  }
});

import { expect, test } from 'vitest';
import { formatForecast } from './forecast-text';

const asOf = Date.parse('2026-03-02T14:00:00Z');
const write = (p50_minutes: number, p90_minutes: number, zone = 'UTC') =>
  formatForecast({ p50_minutes, p90_minutes, based_on: 9, remaining_steps: 2 }, asOf, zone);

test('shows only the time for today, rounded to five minutes', () => {
  expect(write(161, 244)).toBe('finishes 16:40–18:05 (P50–P90)');
  expect(write(161, 244, 'Europe/Berlin')).toBe('finishes 17:40–19:05 (P50–P90)');
});

test('shows the date of other days', () => {
  expect(write(60, 24 * 60)).toBe('finishes 15:00–3 Mar 14:00 (P50–P90)');
  expect(write(24 * 60, 25 * 60)).toBe('finishes 3 Mar 14:00–15:00 (P50–P90)');
});

test('shows one time if both round to it, and reports a late plan', () => {
  expect(write(30, 31)).toBe('finishes about 14:30 (P50–P90)');
  expect(write(0, 0)).toBe('later than expected');
});

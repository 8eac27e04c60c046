import { expect, test } from 'vitest';
import { formatForecast } from './forecast-text';

const asOf = Date.parse('2026-03-02T14:02:00Z');

interface Case {
  zone?: string;
  running?: number;
  late?: boolean;
}

const write = (
  p50_minutes: number,
  p90_minutes: number,
  { zone = 'UTC', running = 1, late = false }: Case = {},
) =>
  formatForecast(
    { p50_minutes, p90_minutes, based_on: 9, remaining_steps: 2, running_steps: running, is_late: late },
    asOf,
    zone,
  );

test('shows only the time for today, rounded to five minutes', () => {
  expect(write(159, 242)).toBe('finishes 16:40–18:05 (P50–P90 of 9 past steps)');
  expect(write(159, 242, { zone: 'Europe/Berlin' })).toBe('finishes 17:40–19:05 (P50–P90 of 9 past steps)');
});

test('shows the date of other days', () => {
  expect(write(60, 24 * 60)).toBe('finishes 15:00–3 Mar 14:00 (P50–P90 of 9 past steps)');
  expect(write(24 * 60, 25 * 60)).toBe('finishes 3 Mar 14:00–15:00 (P50–P90 of 9 past steps)');
});

test('shows one time if both round to it, and never a time that is over', () => {
  expect(write(28, 29)).toBe('finishes about 14:30 (P50–P90 of 9 past steps)');
  expect(write(0, 30)).toBe('finishes 14:05–14:30 (P50–P90 of 9 past steps)');
});

test('does not call a fast plan late', () => {
  expect(write(0.1, 0.4)).toBe('finishes within 1 min (P50–P90 of 9 past steps)');
  expect(write(2, 6.2)).toBe('finishes within 7 min (P50–P90 of 9 past steps)');
});

test('says how much work is left while no one works on a step', () => {
  expect(write(120, 240, { running: 0 })).toBe('2 h–4 h of work left (P50–P90 of 9 past steps)');
  expect(write(60, 60.2, { running: 0 })).toBe('about 1 h of work left (P50–P90 of 9 past steps)');
  expect(write(0.1, 0.4, { running: 0 })).toBe('less than 1 min of work left (P50–P90 of 9 past steps)');
});

test('reports a plan whose step takes longer than similar ones', () => {
  expect(write(0, 0, { late: true })).toBe('later than expected');
  expect(write(28, 60, { late: true })).toBe(
    'later than expected, finishes 14:30–15:00 (P50–P90 of 9 past steps)',
  );
});

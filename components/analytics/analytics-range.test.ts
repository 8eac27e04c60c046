import { expect, test } from 'vitest';
import { daysIn, readRange } from './analytics-range';

const filters = { days: '30', from: null, to: null, group: 'day' } as const;
const now = Date.parse('2026-03-10T23:30:00Z');
const read = (more: object, zone = 'UTC') => readRange({ ...filters, ...more }, now, zone);

test('counts the days of a range', () => {
  expect(daysIn({ from: '2026-03-28', to: '2026-03-30' })).toBe(3);
});

test('a preset ends with today in the reader’s zone', () => {
  expect(read({ days: '7' })).toEqual({
    from: '2026-03-04',
    to: '2026-03-10',
    start: '2026-03-04T00:00:00.000Z',
    end: '2026-03-11T00:00:00.000Z',
  });
  expect(read({ days: '7' }, 'Europe/Berlin')).toMatchObject({
    to: '2026-03-11',
    end: '2026-03-11T23:00:00.000Z',
  });
});

test('a custom range includes both days', () => {
  expect(read({ from: '2026-02-01', to: '2026-02-01' })).toMatchObject({
    start: '2026-02-01T00:00:00.000Z',
    end: '2026-02-02T00:00:00.000Z',
  });
});

test.each([
  { from: '2026-02-30' },
  { from: 'x' },
  { from: '2026-12-01' },
  { to: '2026-13-01' },
  { to: '0001-01-01' },
  { to: '9999-12-31' },
])('%o falls back to the preset', (more) => {
  expect(read(more)).toMatchObject({ from: '2026-02-09', to: '2026-03-10' });
});

test('limits the range to the days that can be shown', () => {
  expect(read({ from: '2010-01-01' }).from).toBe('2023-03-07');
  expect(read({ from: '2010-01-01', group: 'month' }).from).toBe('2010-01-01');
});

import { expect, test } from 'vitest';
import { endOf, startOf } from './dates';

test('a date without a time means the whole day, in UTC', () => {
  expect(startOf('2025-01-31')).toBe('2025-01-31T00:00:00.000Z');
  expect(endOf('2025-01-31')).toBe('2025-02-01T00:00:00.000Z');
  expect(endOf('2024-02-29')).toBe('2024-03-01T00:00:00.000Z');
});

test('a time stays itself, whatever its zone', () => {
  expect(startOf('2025-01-31T12:00:00+02:00')).toBe('2025-01-31T10:00:00.000Z');
  expect(endOf('2025-01-31T12:00:00Z')).toBe('2025-01-31T12:00:00.000Z');
  expect(endOf(undefined)).toBeUndefined();
});

test('what is no date is named', () => {
  for (const value of [
    '',
    'yesterday',
    '31.1.2025',
    '2025-02-30',
    '2025-13-01',
    '1738281600000',
    '2025-01-31Tnoon',
  ]) {
    expect(() => startOf(value), value).toThrow(/start_date is not a date/);
    expect(() => endOf(value), value).toThrow(/end_date is not a date/);
  }
});

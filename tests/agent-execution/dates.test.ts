import { afterEach, expect, test } from 'vitest';
import { dayAt, daysBefore, endOf, rangeOf, startOf, withZone } from '@/lib/agent-execution/dates';

const zoneBefore = process.env.TZ;
afterEach(() => {
  process.env.TZ = zoneBefore;
});

test('reads a date without a time as the whole day, in UTC', () => {
  expect(startOf('2025-01-31')).toBe('2025-01-31T00:00:00.000Z');
  expect(endOf('2025-01-31')).toBe('2025-02-01T00:00:00.000Z');
  expect(endOf('2024-02-29')).toBe('2024-03-01T00:00:00.000Z');
});

test('keeps a time in any zone', () => {
  expect(startOf('2025-01-31T12:00:00+02:00')).toBe('2025-01-31T10:00:00.000Z');
  expect(endOf('2025-01-31T12:00:00Z')).toBe('2025-01-31T12:00:00.000Z');
  expect(endOf(undefined)).toBeUndefined();
});

test('limits a range to the years that can be stored', () => {
  expect(startOf('0001-01-01')).toBe('1970-01-01T00:00:00.000Z');
  expect(endOf('9999-12-31')).toBe('9999-12-31T23:59:59.999Z');
});

test('refuses a value that is not a date, and names it', () => {
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

const dayIn = (day: string, time_zone: string) => {
  const { start_date = '', end_date = '' } = rangeOf({ start_date: day, end_date: day, time_zone });
  return { start_date, hours: (Date.parse(end_date) - Date.parse(start_date)) / 3_600_000 };
};

// America/Santiago skips midnight, Pacific/Apia skipped a whole day, and Lord Howe moves by half an hour.
test.each([
  ['2026-03-01', 'America/New_York', '2026-03-01T05:00:00.000Z', 24],
  ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z', 23],
  ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z', 25],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 23],
  ['2026-03-02', 'Asia/Kolkata', '2026-03-01T18:30:00.000Z', 24],
  ['2026-03-02', 'Pacific/Auckland', '2026-03-01T11:00:00.000Z', 24],
  ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z', 23],
  ['2026-04-05', 'Australia/Lord_Howe', '2026-04-04T13:00:00.000Z', 24.5],
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 0],
])('%s in %s begins at %s and has %s hours', (day, zone, start_date, hours) => {
  expect(dayIn(day, zone)).toEqual({ start_date, hours });
});

test('begins every day where the day before ends', () => {
  for (const zone of [
    'America/New_York',
    'Asia/Kolkata',
    'America/Santiago',
    'Africa/Casablanca',
    'Asia/Gaza',
  ]) {
    for (let time = Date.UTC(2024, 0, 1); time < Date.UTC(2027, 0, 1); time += 86_400_000) {
      const day = new Date(time).toISOString().slice(0, 10);
      const start = startOf(day, 'start_date', zone) ?? '';
      expect(endOf(new Date(time - 86_400_000).toISOString().slice(0, 10), 'end_date', zone)).toBe(start);
      expect(dayAt(Date.parse(start), zone), zone).toBe(day);
      expect(dayAt(Date.parse(start) - 1, zone) < day, zone).toBe(true);
    }
  }
});

test('reads a time without a zone in time_zone, and in UTC by default', () => {
  expect(startOf('2026-07-01T10:00')).toBe('2026-07-01T10:00:00.000Z');
  expect(startOf('2026-07-01 10:00:30.25', 'start_date', 'Europe/Berlin')).toBe('2026-07-01T08:00:30.250Z');
  expect(startOf('2026-07-01T10:00:00+0530', 'start_date', 'Europe/Berlin')).toBe('2026-07-01T04:30:00.000Z');
  expect(startOf('2026-07-01T10:00-03', 'start_date', 'Europe/Berlin')).toBe('2026-07-01T13:00:00.000Z');
});

test('uses the first occurrence of a repeated hour, and the end of a skipped one', () => {
  expect(startOf('2026-11-01T01:30', 'start_date', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  expect(startOf('2026-03-08T02:30', 'start_date', 'America/New_York')).toBe('2026-03-08T07:00:00.000Z');
});

test.each(['America/New_York', 'Asia/Kolkata'])('returns the same with TZ=%s', (zone) => {
  process.env.TZ = zone;
  expect(new Date('2026-07-01T00:00').toISOString()).not.toBe('2026-07-01T00:00:00.000Z');
  expect(startOf('2026-07-01T10:00')).toBe('2026-07-01T10:00:00.000Z');
  expect(startOf('2026-07-01 10:00')).toBe('2026-07-01T10:00:00.000Z');
  expect(endOf('2026-07-01')).toBe('2026-07-02T00:00:00.000Z');
  expect(dayIn('2026-03-08', 'America/New_York')).toEqual({
    start_date: '2026-03-08T05:00:00.000Z',
    hours: 23,
  });
});

test.each(['', 'Europe/Nowhere', '+05:30', 'UTC+3', 'Berlin', '../etc/passwd', '\0'])(
  'refuses the zone %j by name',
  (time_zone) => {
    expect(() => rangeOf({ time_zone })).toThrow(/^time_zone /);
  },
);

test('counts days back on the zone’s calendar', () => {
  expect(daysBefore('2026-03-09T04:00:00.000Z', 1, 'America/New_York')).toBe('2026-03-08T05:00:00.000Z');
  expect(daysBefore('2026-03-09T04:00:00.000Z', 1, 'UTC')).toBe('2026-03-08T04:00:00.000Z');
});

test('adds the zone to a time that has none', () => {
  expect(withZone('2026-07-01')).toBe('2026-07-01T00:00:00Z');
  expect(withZone('2026-07-01T10:00')).toBe('2026-07-01T10:00Z');
  expect(withZone('2026-07-01T10:00+02:00')).toBe('2026-07-01T10:00+02:00');
  expect(withZone('tomorrow')).toBe('tomorrow');
});

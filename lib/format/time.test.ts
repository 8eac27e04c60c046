import { describe, expect, it } from 'vitest';
import { formatClock, formatDay, formatExact, formatRelative, readTime } from './time';

const now = Date.parse('2026-03-03T12:00:00Z');

describe('formatRelative', () => {
  it.each([
    ['2026-03-03T11:59:40Z', 'just now'],
    ['2026-03-03T11:59:00Z', '1 min ago'],
    ['2026-03-03T11:20:00Z', '40 min ago'],
    ['2026-03-03T09:10:00Z', '3 h ago'],
    ['2026-03-01T11:00:00Z', '2 d ago'],
    ['2026-01-03T12:00:00Z', '3 Jan'],
    ['2025-01-03T12:00:00Z', '3 Jan 2025'],
    ['2026-03-03T12:05:00Z', 'in 5 min'],
  ])('formats %s as %s', (iso, text) => {
    expect(formatRelative(iso, now, 'UTC')).toBe(text);
  });
});

describe('a time that JavaScript cannot represent', () => {
  it.each([
    'infinity',
    '-infinity',
    '0044-03-15T00:00:00+00:00 BC',
    '294276-12-31T00:00:00+00:00',
    '',
    8.64e15 + 1,
  ])('is shown as unreadable: %s', (time) => {
    const words = `unreadable time: ${time}`;
    expect(readTime(time)).toBeNull();
    expect(formatRelative(String(time), now, 'UTC')).toBe(words);
    expect(formatDay(time, now, 'UTC')).toBe(words);
    expect(formatClock(time, 'UTC')).toBe(words);
    expect(formatExact(time, 'UTC')).toBe(words);
  });
});

describe('a time zone', () => {
  it('determines the time of day', () => {
    expect(formatClock('2026-03-03T23:02:11Z', 'Asia/Tokyo')).toBe('08:02:11');
    expect(formatClock('2026-03-03T00:02:11Z', 'UTC')).toBe('00:02:11');
  });
  it('determines the date', () => {
    expect(formatDay('2026-03-03T23:02:11Z', now, 'Asia/Tokyo')).toBe('4 Mar');
    expect(formatExact('2026-03-03T23:02:11Z', 'Asia/Tokyo')).toBe('4 Mar 2026, 08:02:11 (Asia/Tokyo)');
  });
});

import { describe, expect, it } from 'vitest';
import { formatClock, formatDay, formatExact, formatRelative } from './time';

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
  ])('reads %s as %s', (iso, text) => {
    expect(formatRelative(iso, now, 'UTC')).toBe(text);
  });
});

describe('in a zone', () => {
  it('shows the clock there', () => {
    expect(formatClock('2026-03-03T23:02:11Z', 'Asia/Tokyo')).toBe('08:02:11');
    expect(formatClock('2026-03-03T00:02:11Z', 'UTC')).toBe('00:02:11');
  });
  it('shows the day there', () => {
    expect(formatDay('2026-03-03T23:02:11Z', now, 'Asia/Tokyo')).toBe('4 Mar');
    expect(formatExact('2026-03-03T23:02:11Z', 'Asia/Tokyo')).toBe('4 Mar 2026, 08:02:11 (Asia/Tokyo)');
  });
});

import { describe, expect, it } from 'vitest';
import {
  elapsedMs,
  formatCountdown,
  formatDuration,
  formatMinutes,
  formatRunTime,
  readMinutes,
} from './duration';

describe('formatMinutes', () => {
  it.each([
    [0, '0 s'],
    [0.5, '30 s'],
    [1, '1 min'],
    [30, '30 min'],
    [59.6, '1 h'],
    [60, '1 h'],
    [80, '1 h 20 min'],
    [375, '6 h 15 min'],
    [1440, '1 d'],
    [1441, '1 d'],
    [4560, '3 d 4 h'],
  ])('formats %s min as %s', (minutes, text) => {
    expect(formatMinutes(minutes)).toBe(text);
  });
});

describe('formatDuration', () => {
  it('never goes below zero when clocks disagree', () => {
    expect(formatDuration(-5000)).toBe('0 s');
  });
});

describe('formatRunTime', () => {
  it.each([
    [240.4, '240 ms'],
    [1000, '1.0 s'],
    [12_340, '12.3 s'],
    [80_000, '1 min'],
  ])('formats %s ms as %s', (milliseconds, text) => {
    expect(formatRunTime(milliseconds)).toBe(text);
  });
});

describe('a duration that is not finite', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'is shown as unreadable: %s',
    (value) => {
      expect(formatMinutes(value)).toBe('unreadable duration');
      expect(formatDuration(value)).toBe('unreadable duration');
      expect(formatCountdown(value)).toBe('unreadable duration');
    },
  );
});

describe('formatCountdown', () => {
  it.each([
    [-5, '0:00'],
    [0, '0:00'],
    [1, '0:01'],
    [42_000, '0:42'],
    [59_001, '1:00'],
    [725_000, '12:05'],
    [3_725_000, '1:02:05'],
  ])('formats %s ms as %s', (ms, text) => {
    expect(formatCountdown(ms)).toBe(text);
  });
});

describe('elapsedMs', () => {
  it('is null before the start', () => {
    expect(elapsedMs(null, null, 0)).toBeNull();
  });
  it('runs until now without an end', () => {
    expect(elapsedMs('2026-01-01T00:00:00Z', null, Date.parse('2026-01-01T00:10:00Z'))).toBe(600_000);
  });
  it('stops at the end', () => {
    expect(elapsedMs('2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z', Date.now())).toBe(60_000);
  });
});

it.each([
  ['', null],
  [' ', null],
  ['30', 30],
  ['0.5', 0.5],
  ['-1', undefined],
  ['soon', undefined],
  ['600000', undefined],
])('reads %j as %s minutes', (typed, expected) => {
  expect(readMinutes(typed)).toBe(expected);
});

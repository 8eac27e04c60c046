import { describe, expect, test } from 'vitest';
import { isBackupDue, lastNight } from './nightly-time';

const at = (day: number, hour: number, minute = 0) => new Date(2027, 0, day, hour, minute);
const attempt = (startedAt: Date, hasFailed = false) => ({ startedAt, hasFailed });

test('the last night begins at 3:00 today, or yesterday if it is earlier', () => {
  expect(lastNight(at(10, 3))).toEqual(at(10, 3));
  expect(lastNight(at(10, 2, 59))).toEqual(at(9, 3));
});

describe('a backup is due', () => {
  test.each([
    ['after 3:00, if the last one is from the night before', at(10, 3), attempt(at(9, 3)), true],
    ['not before 3:00', at(10, 2, 59), attempt(at(9, 3)), false],
    ['not twice a night', at(10, 23), attempt(at(10, 3)), false],
    ['at noon, if the machine slept at night', at(10, 12), attempt(at(8, 3)), true],
    ['an hour after it failed', at(10, 4), attempt(at(10, 3), true), true],
    ['not sooner after it failed', at(10, 3, 59), attempt(at(10, 3), true), false],
  ])('%s', (_, now, last, isDue) => {
    expect(isBackupDue(now, last, at(1, 0))).toBe(isDue);
  });

  test('for old data that were never backed up, and not for new data', () => {
    expect(isBackupDue(at(10, 12), null, at(9, 20))).toBe(true);
    expect(isBackupDue(at(10, 12), null, at(10, 11))).toBe(false);
  });
});

import { afterEach, expect, test } from 'vitest';
import { loadLogParams, logFiltersOf, serializeLogParams } from './log-search-params';

const zoneBefore = process.env.TZ;
afterEach(() => {
  process.env.TZ = zoneBefore;
});

test.each(['America/New_York', 'Asia/Kolkata'])('reads a time without a zone as UTC with TZ=%s', (zone) => {
  process.env.TZ = zone;
  const params = loadLogParams(new URLSearchParams('from=2026-03-02T10:00&to=2026-03-02T12:00:00%2B01:00'));
  expect(logFiltersOf(params)).toMatchObject({
    start_date: '2026-03-02T10:00:00.000Z',
    end_date: '2026-03-02T11:00:00.000Z',
  });
  expect(serializeLogParams(params)).toContain('from=2026-03-02T10:00:00.000Z');
});

test('ignores values that are not times', () => {
  expect(loadLogParams(new URLSearchParams('from=yesterday')).from).toBeNull();
});

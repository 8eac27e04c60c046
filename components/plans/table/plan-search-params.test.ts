import { expect, test } from 'vitest';
import { hasFilters, loadPlanParams, planScopeOf } from './plan-search-params';

const read = (query: string) => loadPlanParams(new URLSearchParams(query));

test('reads an empty URL as all plans, most recently updated first', () => {
  const params = read('');
  expect(planScopeOf(params, 'UTC')).toEqual({ filters: {}, sort: 'updated', descending: true });
  expect(hasFilters(params)).toBe(false);
});

test('reads filters and order, and includes the last day', () => {
  const params = read(
    'status=blocked,lost&agent=claude&task=t1&q=+ledger+&from=2026-11-01&to=2026-11-02&sort=task&order=asc',
  );
  expect(planScopeOf(params, 'UTC')).toEqual({
    filters: {
      status: ['blocked', 'lost'],
      created_by: ['claude'],
      task_id: 't1',
      search: 'ledger',
      start_date: '2026-11-01T00:00:00.000Z',
      end_date: '2026-11-03T00:00:00.000Z',
    },
    sort: 'task',
    descending: false,
  });
  expect(hasFilters(params)).toBe(true);
});

test('ignores invalid parameters', () => {
  expect(planScopeOf(read('status=mislaid&sort=colour&order=up&from=yesterday&q=++'), 'UTC')).toEqual(
    planScopeOf(read(''), 'UTC'),
  );
  expect(hasFilters(read('sort=task'))).toBe(false);
});

test('filters by days of the reader’s zone, including days of 23 and 25 hours', () => {
  const daysIn = (from: string, zone: string) => planScopeOf(read(`from=${from}&to=${from}`), zone).filters;
  expect(daysIn('2026-03-08', 'America/New_York')).toEqual({
    start_date: '2026-03-08T05:00:00.000Z',
    end_date: '2026-03-09T04:00:00.000Z',
  });
  expect(daysIn('2026-11-01', 'America/New_York')).toEqual({
    start_date: '2026-11-01T04:00:00.000Z',
    end_date: '2026-11-02T05:00:00.000Z',
  });
});

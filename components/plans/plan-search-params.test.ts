import { expect, test } from 'vitest';
import { hasFilters, loadPlanParams, planScopeOf } from './plan-search-params';

const read = (query: string) => loadPlanParams(new URLSearchParams(query));

test('an address without anything asks for all plans, newest change first', () => {
  const params = read('');
  expect(planScopeOf(params)).toEqual({ filters: {}, sort: 'updated', descending: true });
  expect(hasFilters(params)).toBe(false);
});

test('filters and order; the last day is included', () => {
  const params = read(
    'status=blocked,lost&agent=claude&task=t1&q=+ledger+&from=2026-11-01&to=2026-11-02&sort=task&order=asc',
  );
  expect(planScopeOf(params)).toEqual({
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

test('what makes no sense is as if it were not there', () => {
  expect(planScopeOf(read('status=mislaid&sort=colour&order=up&from=yesterday&q=++'))).toEqual(
    planScopeOf(read('')),
  );
  expect(hasFilters(read('sort=task'))).toBe(false);
});

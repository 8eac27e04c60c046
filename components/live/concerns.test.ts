import { expect, test } from 'vitest';
import { concerns } from './concerns';

const plan = '6f1c9a52-0000-4000-8000-000000000001';
const row = { plan_id: plan, task_id: null };

test.each([
  ['/', true],
  ['/plans', true],
  [`/plans/${plan}`, true],
  ['/plans/6f1c9a52-0000-4000-8000-000000000002', false],
  ['/logs', true],
  ['/settings', false],
])('%s: %s', (pathname, expected) => {
  expect(concerns(pathname, row)).toBe(expected);
});

test('what happens to a task may concern the page of any of its plans', () => {
  expect(concerns(`/plans/${plan}`, { plan_id: null, task_id: 'a' })).toBe(true);
});

import { expect, test } from 'vitest';
import { affectsPage } from './affects-page';
import { followPlans } from './followed-plans';

const plan = '6f1c9a52-0000-4000-8000-000000000001';
const row = { plan_id: plan, task_id: null };

test.each([
  ['/', true],
  ['/plans', true],
  [`/plans/${plan}`, true],
  ['/plans/6f1c9a52-0000-4000-8000-000000000002', false],
  ['/logs', true],
  ['/settings', false],
  ['/settings/agents', false],
])('a change of a plan affects %s: %s', (pathname, expected) => {
  expect(affectsPage(pathname, row)).toBe(expected);
});

test('a change of a task may affect the pages of its plans', () => {
  expect(affectsPage(`/plans/${plan}`, { plan_id: null, task_id: 'a' })).toBe(true);
});

test('a change of a plan that the page shows affects it as long as it is shown', () => {
  const page = '/plans/6f1c9a52-0000-4000-8000-000000000002';
  const unfollow = [followPlans([plan]), followPlans([plan])];
  expect(affectsPage(page, row)).toBe(true);
  unfollow[0]?.();
  expect(affectsPage(page, row)).toBe(true);
  unfollow[1]?.();
  expect(affectsPage(page, row)).toBe(false);
});

import { expect, test } from 'vitest';
import {
  type ChartScope,
  daysOf,
  hrefOfAttempts,
  hrefOfCompletedPlans,
  hrefOfSteps,
  hrefOfUsedPlans,
} from './chart-hrefs';

const scope: ChartScope = {
  from: '2026-02-11',
  to: '2026-03-04',
  grouping: 'week',
  type: ['a,b'],
  agent: [],
  model: [],
};

test.each([
  ['day', '2026-02-28', '2026-02-28', '2026-02-28'],
  ['week', '2026-02-09', '2026-02-11', '2026-02-15'],
  ['week', '2026-03-02', '2026-03-02', '2026-03-04'],
  ['month', '2026-02-01', '2026-02-11', '2026-02-28'],
] as const)('limits the %s of %s to the range', (grouping, period, from, to) => {
  expect(daysOf(period, { ...scope, grouping })).toEqual({ from, to });
});

test('keeps the filters of the charts in the address of a bar', () => {
  const steps = new URL(hrefOfSteps({ ...scope, agent: ['ada'] }, '2026-02-16', 'failed'), 'http://x');
  expect(steps.pathname).toBe('/analytics/steps');
  expect(Object.fromEntries(steps.searchParams)).toEqual({
    type: 'a%2Cb',
    agent: 'ada',
    status: 'failed',
    from: '2026-02-16',
    to: '2026-02-22',
  });
  const plans = new URL(hrefOfCompletedPlans(scope, '2026-02-16'), 'http://x');
  expect(plans.searchParams.get('ended_to')).toBe('2026-02-22');
  const used = new URL(hrefOfUsedPlans({ ...scope, model: ['m', 'n'] }, null, 'n'), 'http://x');
  expect(Object.fromEntries(used.searchParams)).toMatchObject({
    model: 'n',
    used_from: '2026-02-11',
    used_to: '2026-03-04',
  });
});

test('replaces the types of the charts by those of the bar', () => {
  const read = (href: string) => Object.fromEntries(new URL(href, 'http://x').searchParams);
  expect(read(hrefOfSteps(scope, null, 'completed', { type: ['a'], estimate: '3' }))).toEqual({
    type: 'a',
    status: 'completed',
    estimate: '3',
    from: '2026-02-11',
    to: '2026-03-04',
  });
  expect(read(hrefOfAttempts({ ...scope, type: [] }, { actor: 'claude', outcome: 'failed' }))).toEqual({
    actor: 'claude',
    outcome: 'failed',
    from: '2026-02-11',
    to: '2026-03-04',
  });
});

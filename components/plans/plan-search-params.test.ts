import { expect, it } from 'vitest';
import { planHref } from './plan-search-params';

const query = new URLSearchParams('view=graph&step=3&at=20&tab=raw&row=7&q=grep');

it.each([
  [{ tab: 'context' }, '/plans/p?view=graph&step=3&at=20&tab=context'],
  [{ at: null, step: null, view: null }, '/plans/p'],
  [{ at: '5' }, '/plans/p?view=graph&step=3&at=5'],
])('keeps the view and the step in the address', (changes, href) => {
  expect(planHref('p', query, changes)).toBe(href);
});

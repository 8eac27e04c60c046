import { expect, test } from 'vitest';
import { withCount } from './title-count';

test.each([
  ['Plans', 0, 'Plans'],
  ['Plans', 2, '(2) Plans'],
  ['(2) Plans', 3, '(3) Plans'],
  ['(99+) Plans', 0, 'Plans'],
  ['Plans', 120, '(99+) Plans'],
  ['', 4, ''],
])('%j with %i is %j', (title, count, shown) => {
  expect(withCount(title, count)).toBe(shown);
});

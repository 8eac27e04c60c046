import { expect, test } from 'vitest';
import { formatPercent, formatShare } from './percent';

test('rounds to whole percents', () => {
  expect([0, 0.333, 0.925, 1].map(formatPercent)).toEqual(['0 %', '33 %', '93 %', '100 %']);
});

test('says 100 % only of a whole, and 0 % only of nothing', () => {
  expect(formatPercent(199 / 200)).toBe('99 %');
  expect(formatPercent(1 / 1000)).toBe('1 %');
});

test('shows a dash for a share of nothing', () => {
  expect(formatShare(0, 0)).toBe('–');
  expect(formatShare(2, 3)).toBe('67 %');
});

import { expect, test } from 'vitest';
import { changeWords } from './change-words';

test.each<[number | null, number | null, string | null]>([
  [112, 100, '+12 %'],
  [50, 100, '−50 %'],
  [0, 4, '−100 %'],
  [100, 100, 'no change'],
  [0, 0, 'no change'],
  [3, 0, 'none before'],
  [5000, 1, '5,000 times as much'],
  [null, 3, null],
  [null, null, null],
  [3, null, 'none before'],
])('compares %s with %s: %s', (now, before, words) => {
  expect(changeWords(now, before)).toBe(words);
});

test.each<[number, number, string]>([
  [0.92, 0.9, '+2 points'],
  [0.9, 0.91, '−1 point'],
  [0.901, 0.9, 'no change'],
])('compares the shares %s and %s: %s', (now, before, words) => {
  expect(changeWords(now, before, 'points')).toBe(words);
});

import { expect, test } from 'vitest';
import { findMatches, hasMatch } from './find-matches';

test.each([
  [
    'npm TEST, npm test',
    'npm test',
    [
      [0, 8],
      [10, 18],
    ],
  ],
  ['Das Café schließt', 'cafe', [[4, 8]]],
  ['Cafe\u0301 au lait', 'café', [[0, 5]]],
  ['ﬁle 🎉 ready', 'file', [[0, 3]]],
  ['🎉🎉 done', 'done', [[5, 9]]],
  [
    'aaa',
    'a',
    [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  ],
  ['text', '', []],
  ['', 'x', []],
])('finds in %j the text %j', (text, searched, places) => {
  expect(findMatches(text, searched).map(([start, end]) => [start, end])).toEqual(places);
});

test('says whether there is a match', () => {
  expect(hasMatch('Exit code 1', 'CODE')).toBe(true);
  expect(hasMatch('Exit code 1', '')).toBe(false);
});

import { expect, test } from 'vitest';
import { fitScale } from './fit-scale';

test.each<[string, number[], number | null]>([
  ['no values', [], null],
  ['few values', [1, 1, 900], null],
  ['values alike', [4, 5, 6, 7, 8, 9], null],
  ['one large value', [0, 0, 4, 5, 6, 7, 8, 900], 10],
  ['one large value among many', [...Array.from({ length: 29 }, () => 20), 4000], 25],
  ['many large values', [1, 1, 1, 1, 90, 90, 90], null],
  ['small costs', [0.01, 0.012, 0.011, 0.013, 0.012, 2], 0.02],
])('ends the axis of %s', (_name, values, end) => {
  expect(fitScale(values)).toEqual(end === null ? null : expect.closeTo(end));
});

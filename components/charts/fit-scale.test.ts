import { expect, test } from 'vitest';
import { evenTicks, fitScale } from './fit-scale';

test.each<[string, number[], number[] | null]>([
  ['no values', [], null],
  ['few values', [1, 1, 900], null],
  ['values alike', [4, 5, 6, 7, 8, 9], null],
  ['one large value', [0, 0, 4, 5, 6, 7, 8, 900], [0, 5, 10]],
  ['one large value among many', [...Array.from({ length: 29 }, () => 20), 4000], [0, 10, 20, 30]],
  ['many large values', [1, 1, 1, 1, 90, 90, 90], null],
  ['small costs', [0.01, 0.012, 0.011, 0.013, 0.012, 2], [0, 0.005, 0.01, 0.015, 0.02]],
  ['small counts', [1, 1, 1, 1, 1, 1, 90], [0, 1, 2]],
  ['counts', [4, 4, 4, 4, 4, 4, 90], [0, 2, 4, 6]],
])('ends the axis of %s', (_name, values, ticks) => {
  expect(fitScale(values)).toEqual(ticks);
});

test.each([
  [1, [0, 0.5, 1]],
  [5, [0, 2, 4, 6]],
  [7, [0, 2, 4, 6, 8]],
  [0.07, [0, 0.02, 0.04, 0.06, 0.08]],
  [1234, [0, 500, 1000, 1500]],
])('divides %d evenly', (value, ticks) => {
  expect(evenTicks(value)).toEqual(ticks);
});

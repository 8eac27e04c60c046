import { expect, it } from 'vitest';
import { momentAt } from './plan-moments';

const moments = [3, 7, 8, 20].map((seq) => ({ seq }));

it.each([
  [1, 0],
  [3, 0],
  [6, 0],
  [7, 1],
  [19, 2],
  [20, 3],
  [99, 3],
])('finds row %i in moment %i', (seq, place) => {
  expect(momentAt(moments, seq)).toBe(place);
});

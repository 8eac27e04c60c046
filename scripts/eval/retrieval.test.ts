import { expect, test } from 'vitest';
import { ndcg, recall, reciprocalRank } from './retrieval.ts';

const judgements = new Map([
  ['a', 3],
  ['b', 1],
]);

test('recall is the share of what is relevant that stands among the first', () => {
  expect(recall(['x', 'a', 'b'], judgements, 2)).toBe(0.5);
  expect(recall(['x', 'a', 'b'], judgements, 3)).toBe(1);
  expect(recall(['x'], new Map(), 3)).toBe(0);
});

test('the reciprocal rank is that of the first', () => {
  expect(reciprocalRank(['x', 'a', 'b'], judgements)).toBe(0.5);
  expect(reciprocalRank(['x'], judgements)).toBe(0);
});

test('nDCG is 1 for the best order and less for any other', () => {
  expect(ndcg(['a', 'b', 'x'], judgements, 10)).toBe(1);
  expect(ndcg(['b', 'a'], judgements, 10)).toBeCloseTo((1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)));
  expect(ndcg(['x'], judgements, 10)).toBe(0);
});

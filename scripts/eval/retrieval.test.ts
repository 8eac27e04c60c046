import { expect, test } from 'vitest';
import { ndcg, recall, reciprocalRank } from './retrieval.ts';

const judgements = new Map([
  ['a', 3],
  ['b', 1],
]);

test('returns as recall the share of relevant documents among the first results', () => {
  expect(recall(['x', 'a', 'b'], judgements, 2)).toBe(0.5);
  expect(recall(['x', 'a', 'b'], judgements, 3)).toBe(1);
  expect(recall(['x'], new Map(), 3)).toBe(0);
});

test('returns the reciprocal rank of the first relevant document', () => {
  expect(reciprocalRank(['x', 'a', 'b'], judgements)).toBe(0.5);
  expect(reciprocalRank(['x'], judgements)).toBe(0);
});

test('returns an nDCG of 1 for the best order and less for any other', () => {
  expect(ndcg(['a', 'b', 'x'], judgements, 10)).toBe(1);
  expect(ndcg(['b', 'a'], judgements, 10)).toBeCloseTo((1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)));
  expect(ndcg(['x'], judgements, 10)).toBe(0);
});

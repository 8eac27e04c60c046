import { expect, test } from 'vitest';
import { inStepWords } from './adherence-words';

test.each([
  [0, 0, 'no calls'],
  [1, 1, '100 % of 1 call'],
  [3, 1, '33 % of 3 calls'],
  [1200, 0, '0 % of 1,200 calls'],
])('says for %d calls, %d in step: %s', (calls, calls_in_step, text) => {
  expect(inStepWords({ calls, calls_in_step })).toBe(text);
});

import { expect, test } from 'vitest';
import { readLimits } from './budget-input';

test.each([
  ['5', '', { limit_usd: 5 }],
  ['', '200,000', { limit_tokens: 200_000 }],
  ['$2.50', '1000', { limit_usd: 2.5, limit_tokens: 1000 }],
  ['2,50', '', { limit_usd: 2.5 }],
])('reads the limits %j and %j', (usd, tokens, limits) => {
  expect(readLimits(usd, tokens)).toEqual(limits);
});

test.each([
  ['', ''],
  ['much', ''],
  ['0', ''],
  ['', '1.5'],
  ['', '-3'],
])('refuses the limits %j and %j', (usd, tokens) => {
  expect(readLimits(usd, tokens)).toHaveProperty('error');
});

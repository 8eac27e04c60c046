import { expect, test } from 'vitest';
import { estimateCost } from './prices';

const MILLION = 1_000_000;

test.each([
  ['claude-sonnet-4-5', { input_tokens: MILLION }, 3],
  ['claude-sonnet-4-5', { input_tokens: MILLION, cached_tokens: MILLION }, 0.3],
  ['claude-sonnet-4-5', { input_tokens: MILLION, cache_write_tokens: MILLION }, 3.75],
  ['claude-sonnet-4-5', { output_tokens: MILLION }, 15],
  ['claude-sonnet-4-5-20250929', { input_tokens: MILLION }, 3],
  ['anthropic/claude-sonnet-4-5', { input_tokens: MILLION }, 3],
  ['gpt-4o', { input_tokens: MILLION, cached_tokens: MILLION }, 1.25],
])('estimates %s with %j at %d USD', (model, tokens, cost) => {
  expect(estimateCost({ model, ...tokens })).toBeCloseTo(cost);
});

test.each(['claude-sonnet-9', 'gpt-5.5', 'constructor', ''])('has no estimate for %j', (model) => {
  expect(estimateCost({ model, input_tokens: MILLION })).toBe(undefined);
});

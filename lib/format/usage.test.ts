import { expect, test } from 'vitest';
import {
  addUsage,
  costWords,
  formatCost,
  formatDollarTick,
  formatTokens,
  usageDetails,
  usageWords,
} from './usage';

test.each([
  [0, '0'],
  [9_999, '9,999'],
  [12_345, '12.3 k'],
  [999_940, '999.9 k'],
  [999_949, '999.9 k'],
  [999_950, '1 M'],
  [1_234_567, '1.2 M'],
  [12_345_678_901, '12.3 G'],
])('writes %s tokens as %s', (tokens, written) => {
  expect(formatTokens(tokens)).toBe(written);
});

test.each([
  [{ cost_usd: 1.234, is_estimated: false, is_partial: false }, '$1.23'],
  [{ cost_usd: 0.0061, is_estimated: true, is_partial: false }, '$0.0061 est.'],
  [{ cost_usd: 0.00001, is_estimated: false, is_partial: true }, '≥ <$0.0001'],
  [{ cost_usd: 0, is_estimated: false, is_partial: false }, '$0.00'],
  [{ cost_usd: null, is_estimated: false, is_partial: true }, 'unknown'],
])('writes a cost %j as %s', (cost, written) => {
  expect(formatCost(cost)).toBe(written);
});

const priced = { cost_usd: 4.12, is_estimated: false, is_partial: false };
const used = { calls: 2, input_tokens: 1_200_000, output_tokens: 100_000 };

test.each([
  [{ ...used, ...priced }, '$4.12, 1.3 M tokens'],
  [{ ...used, ...priced, is_estimated: true }, '$4.12 est., 1.3 M tokens'],
  [{ ...used, ...priced, is_partial: true }, 'at least $4.12, 1.3 M tokens'],
  [{ ...used, cost_usd: null, is_estimated: false, is_partial: true }, '1.3 M tokens, cost unknown'],
  [{ calls: 1, input_tokens: 0, output_tokens: 0, ...priced }, '$4.12, tokens unknown'],
])('writes usage %j as %s', (usage, written) => {
  expect(usageWords(usage)).toBe(written);
});

test('writes a cost of 0 that is known', () => {
  expect(costWords({ ...priced, cost_usd: 0 })).toBe('$0.00');
  expect(costWords({ ...priced, cost_usd: 1234.5 })).toBe('$1,235');
});

test('says what makes up a sum', () => {
  expect(
    usageDetails({ ...used, ...priced, cached_tokens: 20_000, unknown_calls: 1, is_estimated: true }),
  ).toBe(
    '2 model calls; 1.2 M tokens in (20 k from the cache), 100 k out; 1 of unknown cost; estimated from list prices',
  );
});

test('adds rows, and says that a cost is missing', () => {
  const row = {
    calls: 1,
    input_tokens: 10,
    output_tokens: 2,
    cost_usd: 0.5,
    is_estimated: false,
    is_partial: false,
  };
  const unknown = { ...row, cost_usd: null, is_partial: true };
  expect(addUsage([row, { ...row, is_estimated: true }])).toMatchObject({
    calls: 2,
    input_tokens: 20,
    cost_usd: 1,
    is_estimated: true,
    is_partial: false,
  });
  expect(addUsage([row, unknown])).toMatchObject({ cost_usd: 0.5, is_partial: true });
  expect(addUsage([unknown])).toMatchObject({ cost_usd: null, is_partial: false });
  expect(addUsage([])).toMatchObject({ calls: 0, cost_usd: null });
});

test('shows the round amounts of an axis without zeros at the end', () => {
  expect([0, 0.035, 0.07, 0.105, 2, 1500].map(formatDollarTick)).toEqual([
    '$0',
    '$0.035',
    '$0.07',
    '$0.105',
    '$2',
    '$1,500',
  ]);
});

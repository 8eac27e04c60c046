import { expect, test } from 'vitest';
import { formatCost, formatTokens, sumUsage } from './usage';

test.each([
  [0, '0'],
  [9_999, '9,999'],
  [12_345, '12.3 k'],
  [999_940, '999.9 k'],
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
  [{ cost_usd: null, is_estimated: false, is_partial: true }, '–'],
])('writes a cost %j as %s', (cost, written) => {
  expect(formatCost(cost)).toBe(written);
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
  expect(sumUsage([row, { ...row, is_estimated: true }])).toMatchObject({
    calls: 2,
    input_tokens: 20,
    cost_usd: 1,
    is_estimated: true,
    is_partial: false,
  });
  expect(sumUsage([row, unknown])).toMatchObject({ cost_usd: 0.5, is_partial: true });
  expect(sumUsage([unknown])).toMatchObject({ cost_usd: null, is_partial: false });
  expect(sumUsage([])).toMatchObject({ calls: 0, cost_usd: null });
});

/** Formats tokens and cost: `$0.12`, `$0.12 est.`, `12.3 k`. What is unknown is never written as 0. */
import { formatNumber } from './words';

export interface Cost {
  cost_usd: number | null;
  is_estimated: boolean;
  is_partial: boolean;
}

export interface Amount extends Cost {
  calls: number;
  input_tokens: number;
  output_tokens: number;
}

const TOKEN_UNITS = [
  { size: 1e9, unit: 'G' },
  { size: 1e6, unit: 'M' },
  { size: 1e3, unit: 'k' },
];

/** The greatest share of a unit that is not rounded up to the next one. */
const ROUNDS_UP = 0.99995;

export function formatTokens(tokens: number): string {
  const scale = tokens < 10_000 ? undefined : TOKEN_UNITS.find(({ size }) => tokens >= size * ROUNDS_UP);
  return scale
    ? `${formatNumber(Math.round((tokens / scale.size) * 10) / 10)} ${scale.unit}`
    : formatNumber(tokens);
}

export function formatDollars(usd: number): string {
  if (usd >= 1000) return `$${formatNumber(Math.round(usd))}`;
  if (usd >= 0.1 || usd === 0) return `$${usd.toFixed(2)}`;
  return usd < 0.0001 ? '<$0.0001' : `$${usd.toFixed(4)}`;
}

/** Returns a cost for a narrow place: a lower bound if some calls have none, and `unknown` if all have none. */
export function formatCost({ cost_usd, is_estimated, is_partial }: Cost): string {
  if (cost_usd === null) return 'unknown';
  return `${is_partial ? '≥ ' : ''}${formatDollars(cost_usd)}${is_estimated ? ' est.' : ''}`;
}

/** Returns a round amount of an axis, without zeros at its end: `$0.105`, `$2`. */
export function formatDollarTick(amount: number): string {
  return `$${amount.toLocaleString('en', { maximumSignificantDigits: 3 })}`;
}

/** Returns a cost in words: `at least $4.12`, `cost unknown`. */
export function costWords(cost: Cost): string {
  if (cost.cost_usd === null) return 'cost unknown';
  return `${cost.is_partial ? 'at least ' : ''}${formatCost({ ...cost, is_partial: false })}`;
}

export const tokensOf = ({ input_tokens, output_tokens }: Pick<Amount, 'input_tokens' | 'output_tokens'>) =>
  input_tokens + output_tokens;

/** Returns cost and tokens: `$4.12, 1.3 M tokens`, or `1.3 M tokens, cost unknown`. */
export function usageWords(amount: Omit<Amount, 'calls'>): string {
  const tokens = tokensOf(amount);
  const tokenText = tokens === 0 ? 'tokens unknown' : `${formatTokens(tokens)} tokens`;
  return amount.cost_usd === null ? `${tokenText}, cost unknown` : `${costWords(amount)}, ${tokenText}`;
}

/** Returns what makes up a sum, for a tooltip. */
export function usageDetails(amount: Amount & { cached_tokens?: number; unknown_calls?: number }): string {
  const { calls, input_tokens, output_tokens, cached_tokens = 0, unknown_calls = 0, is_estimated } = amount;
  const cached = cached_tokens > 0 ? ` (${formatTokens(cached_tokens)} from the cache)` : '';
  return [
    `${formatNumber(calls)} model ${calls === 1 ? 'call' : 'calls'}`,
    `${formatTokens(input_tokens)} tokens in${cached}, ${formatTokens(output_tokens)} out`,
    unknown_calls > 0 && `${formatNumber(unknown_calls)} of unknown cost`,
    is_estimated && 'estimated from list prices',
  ]
    .filter(Boolean)
    .join('; ');
}

/** Returns the sum of several rows of usage. */
export function addUsage(rows: readonly Amount[]): Amount {
  const costs = rows.flatMap(({ cost_usd }) => cost_usd ?? []);
  const sum = (read: (row: Amount) => number) => rows.reduce((total, row) => total + read(row), 0);
  return {
    calls: sum((row) => row.calls),
    input_tokens: sum((row) => row.input_tokens),
    output_tokens: sum((row) => row.output_tokens),
    cost_usd: costs.length > 0 ? costs.reduce((total, cost) => total + cost, 0) : null,
    is_estimated: rows.some((row) => row.is_estimated),
    is_partial: costs.length > 0 && rows.some((row) => row.is_partial),
  };
}

/** Formats tokens and cost: `$0.12`, `$0.12 est.`, `12.3 k`. */
import { formatNumber } from './words';

interface Cost {
  cost_usd: number | null;
  is_estimated: boolean;
  is_partial: boolean;
}

const TOKEN_UNITS = [
  { size: 1e9, unit: 'G' },
  { size: 1e6, unit: 'M' },
  { size: 1e3, unit: 'k' },
];

export function formatTokens(tokens: number): string {
  const scale = tokens < 10_000 ? undefined : TOKEN_UNITS.find(({ size }) => tokens >= size);
  return scale
    ? `${formatNumber(Math.round((tokens / scale.size) * 10) / 10)} ${scale.unit}`
    : formatNumber(tokens);
}

export function formatDollars(usd: number): string {
  if (usd >= 0.1 || usd === 0) return `$${usd.toFixed(2)}`;
  return usd < 0.0001 ? '<$0.0001' : `$${usd.toFixed(4)}`;
}

/** Returns a cost as a lower bound if some calls have none, and says if it is estimated; a dash if it is unknown. */
export function formatCost({ cost_usd, is_estimated, is_partial }: Cost): string {
  if (cost_usd === null) return '–';
  return `${is_partial ? '≥ ' : ''}${formatDollars(cost_usd)}${is_estimated ? ' est.' : ''}`;
}

interface Amount extends Cost {
  calls: number;
  input_tokens: number;
  output_tokens: number;
}

/** Returns the sum of several rows of usage. */
export function sumUsage(rows: readonly Amount[]): Amount {
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

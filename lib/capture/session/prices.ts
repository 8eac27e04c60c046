/**
 * List prices of models in USD per million tokens, as their vendors published them in November 2025. They estimate the cost where a
 * client sends none.
 * A model that is not listed has no estimate.
 */

interface Price {
  input: number;
  output: number;
  /** Reading from the cache; by default a tenth of the input. */
  cached?: number;
  /** Writing to the cache; by default 1.25 of the input. */
  cacheWrite?: number;
}

const PRICES: Record<string, Price> = {
  'claude-opus-4-5': { input: 5, output: 25 },
  'claude-opus-4-1': { input: 15, output: 75 },
  'claude-opus-4': { input: 15, output: 75 },
  'claude-sonnet-4-5': { input: 3, output: 15 },
  'claude-sonnet-4': { input: 3, output: 15 },
  'claude-haiku-4-5': { input: 1, output: 5 },
  'claude-3-5-haiku': { input: 0.8, output: 4 },
  'gpt-5': { input: 1.25, output: 10 },
  'gpt-5-codex': { input: 1.25, output: 10 },
  'gpt-5-mini': { input: 0.25, output: 2 },
  'gpt-5-nano': { input: 0.05, output: 0.4 },
  'gpt-4.1': { input: 2, output: 8, cached: 0.5 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6, cached: 0.1 },
  'gpt-4o': { input: 2.5, output: 10, cached: 1.25 },
  'gpt-4o-mini': { input: 0.15, output: 0.6, cached: 0.075 },
  o3: { input: 2, output: 8, cached: 0.5 },
  'o4-mini': { input: 1.1, output: 4.4, cached: 0.275 },
  'gemini-2.5-pro': { input: 1.25, output: 10 },
  'gemini-2.5-flash': { input: 0.3, output: 2.5 },
  'gemini-2.5-flash-lite': { input: 0.1, output: 0.4 },
};

/** A provider before the name, and a date or `latest` after it, name the same model. */
const ADDITIONS = /^.*\/|[-@](?:\d{8}|\d{4}-\d{2}-\d{2}|latest)(?:-v\d.*)?$/g;

export interface UsedTokens {
  model: string;
  input_tokens?: number;
  output_tokens?: number;
  cached_tokens?: number;
  cache_write_tokens?: number;
}

/** Returns the cost in USD; undefined for a model that is not in the table. `input_tokens` includes those of the cache. */
export function estimateCost(used: UsedTokens): number | undefined {
  const { input_tokens = 0, output_tokens = 0, cached_tokens = 0, cache_write_tokens = 0 } = used;
  const name = used.model.replaceAll(ADDITIONS, '');
  const price = Object.hasOwn(PRICES, name) ? PRICES[name] : undefined;
  if (!price) return undefined;
  const { input, output, cached = input / 10, cacheWrite = input * 1.25 } = price;
  const fresh = Math.max(0, input_tokens - cached_tokens - cache_write_tokens);
  const total =
    fresh * input + output_tokens * output + cached_tokens * cached + cache_write_tokens * cacheWrite;
  return total / 1e6;
}

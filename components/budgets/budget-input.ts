/** Reads the limits of a budget as a person types them. */
import type { Failure } from '@/lib/action-result';

export interface Limits {
  limit_usd?: number;
  limit_tokens?: number;
}

/** Returns a positive number; NaN for any other text. A comma is a decimal point if two digits at most follow it. */
function numberIn(text: string): number {
  const plain = text.replace(/^\$|\s/g, '').replace(/,(\d{1,2})$/, '.$1');
  const number = /^[\d.,]+$/.test(plain) ? Number(plain.replaceAll(',', '')) : Number.NaN;
  return number > 0 ? number : Number.NaN;
}

/** Returns the limits, of which one may be empty, or what is wrong. */
export function readLimits(usd: string, tokens: string): Limits | { error: Failure } {
  const [limit_usd, limit_tokens] = [usd.trim(), tokens.trim()].map((text) =>
    text === '' ? undefined : numberIn(text),
  );
  if (limit_usd === undefined && limit_tokens === undefined)
    return { error: { message: 'The budget has no limit.', hint: 'Enter USD, tokens or both.' } };
  if (Number.isNaN(limit_usd))
    return {
      error: { message: 'The amount in USD is not a number.', hint: 'Enter an amount such as 2.50.' },
    };
  if (limit_tokens !== undefined && !Number.isInteger(limit_tokens))
    return {
      error: {
        message: 'The number of tokens is not a whole number.',
        hint: 'Enter a number such as 200,000.',
      },
    };
  return {
    ...(limit_usd !== undefined && { limit_usd }),
    ...(limit_tokens !== undefined && { limit_tokens }),
  };
}

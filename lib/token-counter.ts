/** Counts tokens exactly, with a tokenizer of 2 MB. */
import type { CountTokens } from '@/lib/agent-execution/tokens';

let counter: Promise<CountTokens> | undefined;

/** Loads o200k_base, the encoding of OpenAI's models, at the first call. Other vendors' counts are similar. */
export function loadTokenCounter(): Promise<CountTokens> {
  counter ??= import('gpt-tokenizer/encoding/o200k_base').then(
    ({ countTokens }) =>
      // Text that looks like a control token counts as plain text. A word of thousands of characters would take seconds, so it is
      // counted in pieces, which never lowers the count.
      (text) =>
        countTokens(text.replace(/\S{200}/gu, '$& '), { disallowedSpecial: new Set() }),
  );
  return counter;
}

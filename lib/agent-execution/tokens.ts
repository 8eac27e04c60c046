/** Counts tokens, and cuts a text to a number of tokens. */

export type CountTokens = (text: string) => number;

/** Returns the longest prefix of a text with about the given number of tokens. */
export function cut(text: string, tokens: number, count: CountTokens): string {
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (count(text.slice(0, middle)) <= tokens) fits = middle;
    else tooLong = middle;
  }
  // Do not split a character.
  return text.slice(0, fits).replace(/[\uD800-\uDBFF]$/, '');
}

/** Letters of scripts without spaces between words: about one token per character. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Runs of letters, up to three digits, line breaks, and every other character except spaces. */
const PIECES = /\p{L}[\p{L}\p{M}]*|\p{N}{1,3}|\n+|[^\s\p{L}\p{N}]/gu;

/**
 * Estimates the tokens of a text without a tokenizer. The estimate is high rather than low: 1 to 2 times the tokens of o200k_base for
 * prose, Markdown and JSON. So a text that fits the estimate fits the model.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECES)) {
    if (DENSE.test(piece)) tokens += [...piece].length;
    // Latin words of up to five letters are one token; in other alphabets tokens are shorter.
    else tokens += Math.ceil(piece.length / (/^[a-z]+$/i.test(piece) ? 5 : 3));
  }
  return tokens;
}

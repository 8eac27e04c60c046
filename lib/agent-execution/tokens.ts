/** Counting tokens, and cutting a text to so many. */

export type CountTokens = (text: string) => number;

/** The longest beginning of a text that has at most so many tokens, give or take what more text would merge. */
export function cut(text: string, tokens: number, count: CountTokens): string {
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (count(text.slice(0, middle)) <= tokens) fits = middle;
    else tooLong = middle;
  }
  // Not in the middle of a character.
  return text.slice(0, fits).replace(/[\uD800-\uDBFF]$/, '');
}

let counter: Promise<CountTokens> | undefined;

/** o200k_base, as OpenAI's models have it and near enough to others'; 2 MB, so it is loaded where it is used. */
export function loadTokenCounter(): Promise<CountTokens> {
  counter ??= import('gpt-tokenizer/encoding/o200k_base').then(
    ({ countTokens }) =>
      // What looks like a control token is text like any other. A word of thousands of characters takes seconds: it is counted in
      // parts, which makes no less of it.
      (text) =>
        countTokens(text.replace(/\S{200}/gu, '$& '), { disallowedSpecial: new Set() }),
  );
  return counter;
}

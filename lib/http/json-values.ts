/** Counts the values of JSON text before it is parsed: small values cost far more memory and time than their text. */

/** Maximum values in a JSON body: a hundred in each of 10,000 rows. */
export const MAX_VALUES = 1_000_000;

const [QUOTE, BACKSLASH, COMMA, LIST, OBJECT, NEWLINE] = Array.from('"\\,[{\n', (character) =>
  character.charCodeAt(0),
);

/**
 * Returns whether JSON text, or lines of JSON, may contain more values than allowed: it counts commas and opening brackets outside of
 * strings. A string ends with its line at the latest, because no valid one contains a line break.
 */
export function hasTooManyValues(text: string): boolean {
  if (text.length <= MAX_VALUES) return false;
  let count = 0;
  let isInString = false;
  let isEscaped = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInString) {
      isInString = code !== NEWLINE && (code !== QUOTE || isEscaped);
      isEscaped = isInString && code === BACKSLASH && !isEscaped;
    } else if (code === QUOTE) isInString = true;
    else if (code === COMMA || code === LIST || code === OBJECT) count += 1;
  }
  return count > MAX_VALUES;
}

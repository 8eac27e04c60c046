/**
 * Reads and writes Postgres's text format of arrays (https://www.postgresql.org/docs/17/arrays.html#ARRAYS-IO). The
 * driver's own code does not support NULL.
 */

type Parse = (text: string) => unknown;

/** Matches a quoted element, an unquoted one, an opening brace or a closing brace, for a delimiter. */
const TOKENS = {
  ',': /"((?:[^"\\]|\\.)*)"|([^{},"]+)|([{}])/sy,
  ';': /"((?:[^"\\]|\\.)*)"|([^{};"]+)|([{}])/sy,
};

/** Returns the elements of an array of any number of dimensions. */
export function parseArray(
  text: string,
  parse: Parse = (element) => element,
  delimiter: keyof typeof TOKENS = ',',
): unknown[] {
  const next = TOKENS[delimiter];
  // An array whose first index is not 1 starts with its bounds.
  let at = text.indexOf('{');
  const open: unknown[][] = [[]];
  for (; at < text.length; at = text[at] === delimiter ? at + 1 : at) {
    next.lastIndex = at;
    const [token, quoted, plain, brace] = next.exec(text) ?? [];
    if (token === undefined) break;
    at += token.length;
    if (brace === '{') open.push([]);
    else if (brace === '}') {
      const closed = open.pop();
      open.at(-1)?.push(closed);
    } else if (quoted !== undefined) open.at(-1)?.push(parse(quoted.replaceAll(/\\(.)/gs, '$1')));
    else open.at(-1)?.push(plain === 'NULL' ? null : parse(plain ?? ''));
  }
  const [array] = open[0] ?? [];
  return Array.isArray(array) ? array : [];
}

/** Returns the text of an array; `write` returns the text of an element. Nested lists are dimensions, unless they are elements. */
export function arrayText(
  array: readonly unknown[],
  write: (element: unknown) => string,
  isListElement = false,
): string {
  const elements = array.map((element) => {
    if (element === null || element === undefined) return 'NULL';
    if (Array.isArray(element) && !isListElement) return arrayText(element, write);
    return `"${write(element).replaceAll(/["\\]/g, '\\$&')}"`;
  });
  return `{${elements.join(',')}}`;
}

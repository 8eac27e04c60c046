/** Refuses a query of `/rest/v1` whose nesting would overflow the parser's stack. */
import { refuseQuery } from './database-errors.ts';
import { MAX_QUERY_NESTING } from './limits.ts';

/** Parameters whose values may have nested parentheses: `select`, and `and` and `or` of the table or of an embedded resource. */
const NESTED = /^(?:select|(?:.*\.)?(?:and|or))$/;
/** Matches a quoted value, which may contain parentheses. It starts where a value or a name may start. */
const QUOTED = /(?<=^|[.,(:{])"(?:[^"\\]|\\.)*"/gs;

/** Returns the depth of nested parentheses. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text.replace(QUOTED, '')) {
    if (character === '(') deepest = Math.max(deepest, ++depth);
    else if (character === ')') depth--;
  }
  return deepest;
}

/** Returns the refusal of a query whose nesting exceeds the limit, or null. */
export function refuseNesting(url: URL): Response | null {
  for (const [name, value] of url.searchParams)
    if (NESTED.test(name) && nestingOf(value) > MAX_QUERY_NESTING)
      return refuseQuery(
        `Parentheses in "${name.slice(0, 100)}" are nested more than ${MAX_QUERY_NESTING} deep.`,
        'Nest fewer conditions, or send several requests.',
      );
  return null;
}

/** Splits SQL into statements of tokens: just enough to read simple changes of a table. */

export interface SqlToken {
  type: 'word' | 'text' | 'mark';
  text: string;
}

const MAX_SQL_LENGTH = 100_000;
/** A comment, a text, a name in quotes, a word or number, or one other character. */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|[\w.]+|[^\s]/g;

/** Returns the tokens of each statement, without comments. */
export function sqlStatements(sql: string): SqlToken[][] {
  const statements: SqlToken[][] = [[]];
  for (const [found] of sql.slice(0, MAX_SQL_LENGTH).matchAll(TOKEN)) {
    if (found.startsWith('--') || found.startsWith('/*')) continue;
    if (found === ';') statements.push([]);
    else statements.at(-1)?.push(tokenOf(found));
  }
  return statements.filter((tokens) => tokens.length > 0);
}

function tokenOf(found: string): SqlToken {
  if (/^'.*'$/s.test(found) && found.length > 1)
    return { type: 'text', text: found.slice(1, -1).replaceAll("''", "'") };
  if (/^".*"$/s.test(found) && found.length > 1) return { type: 'word', text: found.slice(1, -1) };
  return { type: /^[\w.]/.test(found) ? 'word' : 'mark', text: found };
}

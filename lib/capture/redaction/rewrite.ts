/** Rewrites the matches of a pattern, and describes the values that follow names in code, commands and settings. */

/**
 * Separates the strings of a payload while they are searched as one text. No rule matches across it, except the rule for private keys.
 */
export const SEPARATOR = '\n\u001e\n';

/** Returns the text with each match replaced. The pattern is global. */
export function rewrite(text: string, pattern: RegExp, replace: (match: RegExpExecArray) => string): string {
  // Most texts have no match, and matchAll copies the pattern.
  if (text.search(pattern) < 0) return text;
  let result = '';
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const replacement = replace(match);
    if (replacement === match[0]) continue;
    result += text.slice(end, match.index) + replacement;
    end = match.index + match[0].length;
  }
  return end === 0 ? text : result + text.slice(end);
}

/**
 * A value at the end of a pattern: quoted (also with the escaped quotes of JSON in a string) or bare. The loops over escapes are bounded,
 * because each round takes memory of the regular expression engine.
 */
export const VALUE = [
  String.raw`\\+["'\x60](?<escaped>[^"'\x60\\\n]*)`,
  String.raw`"(?<double>[^"\\\n]*(?:\\[^\n][^"\\\n]*){0,500})`,
  String.raw`'(?<single>[^'\\\n]*(?:\\[^\n][^'\\\n]*){0,500})`,
  String.raw`\x60(?<tick>[^\x60\n]*)`,
  String.raw`(?<bare>[^\s"'\x60,;&)}\\<>|]+)`,
].join('|');

export interface FoundValue {
  text: string;
  isQuoted: boolean;
}

/** Returns the value of a match of a pattern that ends with VALUE. */
export function foundValue({ groups }: RegExpExecArray): FoundValue {
  const quoted = groups?.escaped ?? groups?.double ?? groups?.single ?? groups?.tick;
  return { text: quoted ?? groups?.bare ?? '', isQuoted: quoted !== undefined };
}

/** Returns a match with the value at its end replaced. */
export function withValue(match: RegExpExecArray, replacement: string): string {
  return match[0].slice(0, match[0].length - foundValue(match).text.length) + replacement;
}

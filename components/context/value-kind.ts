/** How a value is best read: what agents store is text, and often JSON or Markdown. */

export type ValueKind = 'text' | 'json' | 'markdown';

type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue | undefined };

/** The object or list that a text is as JSON; undefined for anything else. */
export function readJson(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue; // JSON.parse yields nothing else
  } catch {
    return undefined;
  }
}

/** Headings, lists, fences, tables, links or emphasis: signs that somebody wrote Markdown. */
export function looksLikeMarkdown(text: string): boolean {
  return /^(#{1,6}\s\S|\s*[-*+]\s+\S|\s*\d+[.)]\s+\S|\s*(```|~~~)|\|.*\|\s*$|>\s)|\*\*\S|\]\(\S+\)|`[^`\n]+`/m.test(
    text,
  );
}

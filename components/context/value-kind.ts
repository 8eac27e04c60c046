/** Detects how to show a value, because agents often store JSON or Markdown as text. */
import { parseExact } from '@/lib/agent-execution/exact-json';

export type ValueKind = 'text' | 'json' | 'markdown';

type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue | undefined };

/** Returns the object or array that the text holds as JSON, or undefined. */
export function readJson(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return parseExact(text) as JsonValue; // JSON.parse returns only JSON
  } catch {
    return undefined;
  }
}

/** Returns whether the text has headings, lists, fences, tables, links or emphasis. */
export function looksLikeMarkdown(text: string): boolean {
  return /^(#{1,6}\s\S|\s*[-*+]\s+\S|\s*\d+[.)]\s+\S|\s*(```|~~~)|\|.*\|\s*$|>\s)|\*\*\S|\]\(\S+\)|`[^`\n]+`/m.test(
    text,
  );
}

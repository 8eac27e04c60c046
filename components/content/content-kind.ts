/** Detects how to show a text, because agents store diffs, JSON, Markdown, code and program output as plain text. */
import { parseExact } from '@/lib/agent-execution/exact-json';
import { isUnifiedDiff } from '@/lib/format/unified-diff';
import { looksLikeCode, readFence } from './code-language';

export type ContentKind = 'diff' | 'json' | 'ansi' | 'code' | 'markdown' | 'binary' | 'text';

/**
 * Who wrote the text. A person or a model writes `prose`, which may be Markdown. A program writes `output`, in which a bullet is only a
 * character.
 */
export type ContentSource = 'prose' | 'output';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue | undefined };

/** Longer texts are shown as they are, because parsing them would delay the page. */
const MAX_JSON_CHARACTERS = 2_000_000;
/** Deeper JSON is shown as it is, because its indentation would be longer than its text, and writing it is recursive. */
const MAX_JSON_LEVELS = 100;
const MAX_RICH_CHARACTERS = 100_000;
/** Markdown has many ways to cost much more time than its length suggests. */
const MAX_MARKDOWN_CHARACTERS = 50_000;
const MAX_MARKS = 2000;
/** A detection reads this much of a text. */
const SAMPLE_CHARACTERS = 20_000;
const MAX_CONTROL_SHARE = 0.05;

/** Returns the kind of a text. The time that it takes is bounded, except for JSON, which is parsed whole. */
export function detectContent(text: string, source: ContentSource = 'prose'): ContentKind {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  if (isBinary(sample)) return 'binary';
  if (readJson(text) !== undefined) return 'json';
  if (hasTerminalCodes(sample)) return isUnifiedDiff(withoutCodes(sample)) ? 'diff' : 'ansi';
  if (isUnifiedDiff(sample)) return 'diff';
  if (text.length > MAX_RICH_CHARACTERS) return 'text';
  if (readFence(text)) return 'code';
  if (source === 'output') return 'text';
  if (looksLikeCode(sample)) return 'code';
  return looksLikeMarkdown(sample) && !isCostlyMarkdown(text) ? 'markdown' : 'text';
}

/** Returns the object or array that the text holds as JSON, or undefined. */
export function readJson(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text) || text.length > MAX_JSON_CHARACTERS) return undefined;
  try {
    const value = parseExact(text) as JsonValue; // JSON.parse returns only JSON
    return levelsOf(text) > MAX_JSON_LEVELS ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Returns how deep a JSON text is nested. */
function levelsOf(json: string): number {
  let level = 0;
  let deepest = 0;
  for (const [sign] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g)) {
    if (sign === '[' || sign === '{') level += 1;
    else if (sign === ']' || sign === '}') level -= 1;
    deepest = Math.max(deepest, level);
  }
  return deepest;
}

/** Returns whether the text has headings, lists, fences, tables, links or emphasis. */
export function looksLikeMarkdown(text: string): boolean {
  return /^(#{1,6}\s\S|[^\S\n]*(?:[-*+]\s+\S|\d+[.)]\s+\S|```|~~~)|\|.*\|\s*$|>\s)|\*\*\S|\]\(\S{1,2000}\)|`[^`\n]+`/m.test(
    text,
  );
}

/** A line inside twenty lists and quotes. Parsing takes the square of their depth, and rendering is recursive. */
const DEEP_LINE = /^[^\S\n]*(?:>[^\S\n]*|(?:[-*+]|\d{1,9}[.)])[^\S\n]+){20}/m;

/** Returns whether parsing or rendering the text as Markdown could take seconds. */
function isCostlyMarkdown(text: string): boolean {
  if (text.length > MAX_MARKDOWN_CHARACTERS || DEEP_LINE.test(text)) return true;
  return (text.match(/\[|[*_~]+/g)?.length ?? 0) > MAX_MARKS;
}

const ESC = String.fromCharCode(27);
const C1_CSI = String.fromCharCode(0x9b);
const terminalCode = new RegExp(`(?:${ESC}\\[|${C1_CSI})[0-?]*[ -/]*[@-~]`);
const terminalCodes = new RegExp(terminalCode, 'g');
const withoutCodes = (text: string) => text.replace(terminalCodes, '');

/** Returns whether the text has control sequences, or lines that overwrite themselves, as progress bars do. */
function hasTerminalCodes(text: string): boolean {
  return terminalCode.test(text) || /[^\r\n]\r[^\r\n]/.test(text);
}

/** Returns whether too many characters are ones that neither a person nor a terminal writes. */
function isBinary(text: string): boolean {
  let controls = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isUnwritten = code === 0xfffd || code < 7 || (code > 13 && code < 27) || (code > 27 && code < 32);
    if (isUnwritten) controls += 1;
  }
  return controls > text.length * MAX_CONTROL_SHARE;
}

/**
 * Keeps the digits of JSON numbers. `JSON.parse` makes a double of each number: 725653563933458432 becomes 725653563933458400, and
 * 1.10 becomes 1.1. Here a number that a double would change is an exact number: a string of NUL and its digits. The database stores no
 * text with NUL, so no other string looks like one (docs/decisions/0023-exact-numbers.md). It runs in browsers as well.
 */

/** Columns and fields that hold a caller's own JSON. Numbers elsewhere have a type, and doubles hold them. */
const OWN_JSON: ReadonlySet<string> = new Set(['result', 'metadata', 'before_state', 'after_state']);

const EXACT = /^\0-?\d[\d.eE+-]*$/;
/** An exact number as `JSON.stringify` writes it. In a string a backslash precedes the quote. */
const EXACT_TEXT = /(?<!\\)"\\u0000(-?\d[\d.eE+-]*)"/g;
const NUL_TEXT = '\\u0000';

/** Digits that every double holds. */
const MAX_SAFE_DIGITS = 15;

const [QUOTE, BACKSLASH, COMMA, COLON, MINUS] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d];

/** Returns whether a value is an exact number. */
export function isExactNumber(value: unknown): value is string {
  return typeof value === 'string' && value.charCodeAt(0) === 0 && EXACT.test(value);
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
/** Digits, + - . E e. */
const isOfNumber = (code: number) =>
  isDigit(code) || code === 0x2b || code === MINUS || code === 0x2e || (code | 0x20) === 0x65;
const isSpace = (code: number) => code === 0x20 || (code >= 0x09 && code <= 0x0d);
// [ and {, ] and } differ in one bit.
const opens = (code: number) => (code & 0xdf) === 0x5b;
const closes = (code: number) => (code & 0xdf) === 0x5d;

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text.charCodeAt(start - 1) === BACKSLASH) start -= 1;
  return (at - start) % 2 === 1;
}

/** Returns the index after the string that begins at a quote. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isOfNumber(text.charCodeAt(end))) end += 1;
  return end;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return text.charCodeAt(at) === COLON;
}

/** Returns whether a double would print the number differently. */
function isChangedByDouble(text: string, start: number, end: number): boolean {
  let at = text.charCodeAt(start) === MINUS ? start + 1 : start;
  if (end - at <= MAX_SAFE_DIGITS && text.charCodeAt(at) !== 0x30) {
    while (at < end && isDigit(text.charCodeAt(at))) at += 1;
    if (at === end) return false;
  }
  const number = text.slice(start, end);
  return String(Number(number)) !== number;
}

/** Copies a text and replaces parts of it, from left to right. */
class TextRewriter {
  private readonly text: string;
  private readonly pieces: string[] = [];
  private kept = 0;

  constructor(text: string) {
    this.text = text;
  }

  replace(start: number, end: number, by: string): void {
    this.pieces.push(this.text.slice(this.kept, start), by);
    this.kept = end;
  }

  get result(): string {
    return this.kept === 0 ? this.text : this.pieces.join('') + this.text.slice(this.kept);
  }
}

/**
 * Returns JSON text with exact numbers in place of those that a double would change: everywhere, or only in the values of these
 * names. A string that looks like an exact number gets a second NUL. Malformed text stays malformed.
 */
export function markExactNumbers(text: string, names?: ReadonlySet<string>): string {
  const rewriter = new TextRewriter(text);
  let level = 0;
  /** The depth at which the named value ends; 0 outside of one. */
  let within = names ? 0 : -1;
  let isNamed = false;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (text.startsWith(NUL_TEXT, at + 1)) rewriter.replace(at + 1, at + 1, NUL_TEXT);
      isNamed = within === 0 && names?.has(text.slice(at + 1, end - 1)) === true && isKey(text, end);
      at = end;
      continue;
    }
    if (isDigit(code) || code === MINUS) {
      const end = endOfNumber(text, at);
      if ((within !== 0 || isNamed) && isChangedByDouble(text, at, end))
        rewriter.replace(at, end, `"${NUL_TEXT}${text.slice(at, end)}"`);
      at = end;
      continue;
    }
    if (opens(code)) {
      level += 1;
      if (isNamed && within === 0) within = level;
      isNamed = false;
    } else if (closes(code)) {
      if (within === level) within = 0;
      level -= 1;
    } else if (code === COMMA) isNamed = false;
    at += 1;
  }
  return rewriter.result;
}

/** Returns JSON text with exact numbers in callers' own JSON only. Doubles hold the types of all other fields. */
export function markOwnNumbers(text: string): string {
  return markExactNumbers(text, OWN_JSON);
}

/** Returns JSON text with numbers in place of exact numbers. */
export function unmarkExactNumbers(text: string): string {
  return text.includes(NUL_TEXT) ? text.replace(EXACT_TEXT, '$1') : text;
}

/** Parses JSON as `JSON.parse` does, with exact numbers for those that a double would change. */
export function parseExact(text: string): unknown {
  return JSON.parse(markExactNumbers(text));
}

/** Writes a value as `JSON.stringify` does, with the digits of exact numbers; 'null' for values that JSON lacks. */
export function stringifyExact(value: unknown, space?: number): string {
  return unmarkExactNumbers(JSON.stringify(value, null, space) ?? 'null');
}

/** Returns a value as text for a reader: text unchanged, other values as JSON, undefined as empty text. */
export function textOf(value: unknown, space?: number): string {
  if (value === undefined) return '';
  return typeof value === 'string' && !isExactNumber(value) ? value : stringifyExact(value, space);
}

/** A single object comes as application/vnd.pgrst.object+json. */
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/;
/** Headers that describe the original body. */
const BODY_HEADERS = ['content-encoding', 'content-length'];

/** Returns the response with its text rewritten. */
export async function rewriteText(response: Response, rewrite: (text: string) => string): Promise<Response> {
  const headers = new Headers(response.headers);
  for (const name of BODY_HEADERS) headers.delete(name);
  return new Response(rewrite(await response.text()), { status: response.status, headers });
}

/** Returns the response with its JSON text rewritten; any other response is unchanged. */
export function rewriteJson(
  response: Response,
  rewrite: (json: string) => string,
): Response | Promise<Response> {
  const isJson = response.body && JSON_TYPE.test(response.headers.get('content-type') ?? '');
  return isJson ? rewriteText(response, rewrite) : response;
}

/** Returns a request with numbers in place of exact numbers. */
export function sendingNumbers(init: RequestInit | undefined): RequestInit | undefined {
  return typeof init?.body === 'string' ? { ...init, body: unmarkExactNumbers(init.body) } : init;
}

/** Returns a fetch that sends exact numbers as numbers, and returns exact numbers in states, results and metadata. */
export function withExactNumbers(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => rewriteJson(await fetch(input, sendingNumbers(init)), markOwnNumbers);
}

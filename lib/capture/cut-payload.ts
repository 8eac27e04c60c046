/** Keeps stored events small: long texts lose their middle, and a note says how long they were. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { MAX_DEPTH, TOO_DEEP } from './redaction/redact';
import { cutNote, wholeText } from './text/cut-note';

/** Longest text of an event, in characters. The end of an output may say how a command ended. */
const MAX_TEXT_LENGTH = 100_000;
const END_LENGTH = 20_000;

const CONTROL = /[\p{Cc}\uFFFD]/gu;
const PRINTED = new Set(['\t', '\n', '\r', '\u001b']);

/** Returns text that Postgres can store: it accepts no zero character and no half of a pair. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Returns whether a text is binary output: its start has many characters that no terminal prints. */
function isBinary(text: string): boolean {
  const start = text.slice(0, 1000);
  const odd = start.match(CONTROL)?.filter((letter) => !PRINTED.has(letter)) ?? [];
  return odd.length > start.length / 10;
}

function cutText(text: string): string {
  if (isBinary(text)) return `[binary]${cutNote(wholeText(text))}`;
  if (text.length <= MAX_TEXT_LENGTH) return storable(text);
  // Cuts between words, so that no half of a secret remains.
  const start = text.slice(0, MAX_TEXT_LENGTH - END_LENGTH).replace(/\S{0,1000}$/, '');
  const end = text.slice(-END_LENGTH).replace(/^\S{0,1000}/, '');
  return `${storable(start)}${cutNote(wholeText(text))}${storable(end)}`;
}

function cutValue(value: Json | undefined, depth: number): Json | undefined {
  if (typeof value === 'string') return cutText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item) => cutValue(item, depth + 1) ?? null);
  return cutFields(value, depth);
}

function cutFields(fields: JsonObject, depth: number): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [storable(name), cutValue(value, depth + 1)]),
  );
}

/** Returns a payload with long texts cut, and without what is nested too deeply. */
export function cutPayload(payload: JsonObject): JsonObject {
  return cutFields(payload, 0);
}

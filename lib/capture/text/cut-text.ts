/** Cuts long texts of payloads, so that a row stays small. A cut keeps the full length and a hash of the whole text. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { wholeText } from './cut-note';

const MAX_TEXT_LENGTH = 20_000;
const MAX_ERROR_LENGTH = 2_000;
/** At most 120 KB in UTF-8; a context entry takes 128 KB. */
const MAX_CONTEXT_LENGTH = 40_000;
const GAP = '\n[…]\n';

/** Returns a field with a text, from its start: { text }, or { text, is_cut, length, hash } if it is too long. */
export function cutText(name: string, text: string): JsonObject {
  if (text.length <= MAX_TEXT_LENGTH) return { [name]: text };
  return { [name]: startOf(text, MAX_TEXT_LENGTH), is_cut: true, ...wholeText(text) };
}

/** Returns a field with an output: both ends if it is too long, because results often stand at the end. */
export function cutOutput(name: string, text: string): JsonObject {
  if (text.length <= MAX_TEXT_LENGTH) return { [name]: text };
  const { length, hash } = wholeText(text);
  return { [name]: bothEndsOf(text), is_cut: true, [`${name}_length`]: length, [`${name}_hash`]: hash };
}

/** Returns a value, or the start of its JSON if that is too long. */
export function cutJson(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length > MAX_TEXT_LENGTH ? cutText('text', text) : value;
}

export function cutError(text: string): string {
  return startOf(text.trim(), MAX_ERROR_LENGTH);
}

export function cutContext(text: string): string {
  return startOf(text, MAX_CONTEXT_LENGTH);
}

/** Returns the start, without half of a surrogate pair, which no database stores. */
function startOf(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

function bothEndsOf(text: string): string {
  const half = (MAX_TEXT_LENGTH - GAP.length) / 2;
  return (
    startOf(text, Math.floor(half)) + GAP + text.slice(-Math.floor(half)).replace(/^[\udc00-\udfff]/, '')
  );
}

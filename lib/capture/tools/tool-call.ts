/** A call of a tool that ended, as the clients report it, and what the readers of tools share. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { listOf, objectOf, textOf } from '../payload';

export interface ToolCall {
  /** The client's id of the call. */
  call: string;
  tool: string;
  input: JsonObject;
  /** What the tool returned: an object, a list or a text. */
  response?: Json;
  /** Why it failed. */
  error?: string;
  /** A person, a rule or a hook refused the call, so that the tool did not run. */
  is_refused?: boolean;
  is_interrupted?: boolean;
  duration_ms?: number;
  cwd?: string;
}

/** Returns the first of the fields that holds text. */
export function firstText(object: JsonObject, fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const text = textOf(object[field]);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Returns an id, which some clients send as a number. */
export function idOf(value: Json | undefined): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value);
}

/** Returns what a tool returned as text: a text, the text blocks of a list, or the JSON of another value. */
export function resultText(response: Json | undefined): string | undefined {
  if (response === undefined || response === null) return undefined;
  if (typeof response === 'string') return textOf(response);
  const blocks = Array.isArray(response) ? response : listOf(objectOf(response).content);
  const texts = blocks.flatMap((block) => textOf(objectOf(block).text) ?? []);
  return texts.length > 0 ? texts.join('\n') : JSON.stringify(response);
}

/** A tool call, as a client reports its start and its end, and how to read the texts in it. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { firstLine, listOf, objectOf, textOf } from '../payload';

export interface ToolCall {
  tool: string;
  /** The client's id of the call; of clients without ids, the tool and a hash of its input. */
  call: string;
  input: JsonObject;
  /** The working directory, if the client names it. */
  cwd?: string;
}

export interface ToolOutcome extends ToolCall {
  /** What the tool returned, as text. */
  output: string;
  /** The fields of what it returned, and what the client knows besides, such as a diff. */
  details: JsonObject;
  /** Why it failed. */
  error?: string;
  /** A person, a rule or a hook refused the call, so the tool did not run. */
  is_refused?: boolean;
  is_interrupted?: boolean;
  duration_ms?: number;
}

/** Returns the first of the fields that holds text, or a list of texts, which are joined. */
export function firstText(object: JsonObject, fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const value = object[field];
    const text = textOf(value) ?? textOf(textsOf(value).join(', '));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Returns the first line of the first of the input's fields that holds text, without the marks of a Markdown heading. */
export function lineOf({ input }: ToolCall, fields: readonly string[]): string {
  return firstLine((firstText(input, fields) ?? '').trim().replace(/^#+ +/, ''));
}

/** Returns an id, which some clients send as a number. */
export function idOf(value: Json | undefined): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value);
}

/** Returns what a tool returned as text: a text, the blocks of a list, or the JSON of another value. */
export function resultText(response: Json | undefined): string | undefined {
  if (response === undefined || response === null) return undefined;
  if (typeof response === 'string') return textOf(response);
  const blocks = Array.isArray(response) ? response : listOf(objectOf(response).content);
  const texts = blocks.flatMap((block) => blockText(objectOf(block)) ?? []);
  return texts.length > 0 ? texts.join('\n') : JSON.stringify(response);
}

/** Returns the text of a block, or what stands for an image or another file in it. */
function blockText({ text, type, source, mimeType, data }: JsonObject): string | undefined {
  const { media_type, data: sourceData } = objectOf(source);
  const file = textOf(data) ?? textOf(sourceData);
  const kind = textOf(mimeType) ?? textOf(media_type) ?? textOf(type);
  return textOf(text) ?? (file === undefined ? undefined : `[${kind ?? 'file'}]`);
}

/** Returns what a tool returned, as text and as fields. */
export function readResponse(response: Json | undefined): Pick<ToolOutcome, 'output' | 'details'> {
  return { output: resultText(response) ?? '', details: objectOf(response) };
}

function textsOf(value: Json | undefined): string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

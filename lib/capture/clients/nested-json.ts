/** Parses JSON that a client sends as a text within its JSON, so that its texts are cut and redacted one by one, without escapes. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';

/** A deeper value stays a text, so that no sender exhausts the stack. */
const MAX_DEPTH = 100;

/** Returns an object where these fields hold the values of their texts. Other texts, such as a number, stay. */
export function parseFields(object: JsonObject, fields: readonly string[]): JsonObject {
  const parsed = fields.flatMap((field) => {
    const value = parseNested(object[field]);
    return value === undefined ? [] : [[field, value] as const];
  });
  return parsed.length === 0 ? object : { ...object, ...Object.fromEntries(parsed) };
}

function parseNested(text: Json | undefined): Json | undefined {
  if (typeof text !== 'string' || !/^\s*["[{]/.test(text)) return undefined;
  try {
    const value: Json = JSON.parse(text);
    return isWithin(value, MAX_DEPTH) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isWithin(value: Json | undefined, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => isWithin(item, depth - 1));
}

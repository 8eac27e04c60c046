/** Reads values of unknown payloads: a value of another type is as absent as a missing one. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';

type Value = Json | undefined;

/** Returns a non-empty string; undefined for any other value. */
export function textOf(value: Value): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function numberOf(value: Value): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Returns an object; an empty one for any other value. */
export function objectOf(value: Value): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** Returns a list; an empty one for any other value. */
export function listOf(value: Value): Json[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the first line with text, cut to a number of characters. */
export function firstLine(text: string, maxLength = 200): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  const letters = [...line];
  return letters.length > maxLength ? `${letters.slice(0, maxLength - 1).join('')}…` : line.trimEnd();
}

/** Returns the last part of a path, of any system. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

/** Returns an object without its undefined fields. */
export function defined<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields; // only optional fields can be undefined
}

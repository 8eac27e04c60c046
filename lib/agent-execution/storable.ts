/** Finds values that the database cannot store: NUL, half a surrogate pair, numbers that are not finite, and deep nesting. */

/** Maximum depth of a stored value, as in the database (supabase/schema/values/limits.sql). */
export const MAX_LEVELS = 100;
/** An exact number, as exact-json.ts writes it. Node runs this file directly, so it imports no other file of the folder. */
const EXACT_NUMBER = /^\0-?\d[\d.eE+-]*$/;
/** Depth of the request around a stored value, such as { logs: [{ after_state }] }. */
const ENVELOPE_LEVELS = 8;

export interface Problem {
  /** The field, such as `after_state` or `steps.0.note`; empty for the whole value. */
  path: string;
  problem: string;
}

interface Place {
  key: string | number;
  parent: Place | null;
  level: number;
}

/** Returns the field that contains a path, without the levels below it. */
function pathOf(place: Place): string {
  const keys: (string | number)[] = [];
  for (let at: Place | null = place; at?.parent; at = at.parent) keys.unshift(at.key);
  let length = keys.findIndex((key) => typeof key === 'string') + 1;
  // Rows within rows, as in plans.0.logs.5.after_state.
  while (length < 5 && typeof keys[length] === 'number' && typeof keys[length + 1] === 'string') length += 2;
  return keys.slice(0, length || 1).join('.');
}

/** Returns what String.isWellFormed does, which needs ES2024. The first test is fast, and false for most texts. */
function hasHalfPair(text: string): boolean {
  return /[\ud800-\udfff]/.test(text) && /\p{Surrogate}/u.test(text);
}

function problemOfText(text: string): string | null {
  if (text.includes('\0')) return 'must not contain NUL characters';
  return hasHalfPair(text) ? 'must not contain half a surrogate pair or invalid UTF-8' : null;
}

function problemOfScalar(value: unknown): string | null {
  const isExact = typeof value === 'string' && EXACT_NUMBER.test(value);
  if (typeof value === 'string' && !isExact) return problemOfText(value);
  const number = isExact ? Number(value.slice(1)) : value;
  return typeof number === 'number' && !Number.isFinite(number) ? 'must be a finite number' : null;
}

function problemOfKey(key: string): string | null {
  // Schemas, and copies by field, would drop it silently.
  return key === '__proto__' ? 'must not be a name' : problemOfText(key);
}

function problemOfEntry(key: string | number, value: unknown): string | null {
  return problemOfScalar(value) ?? (typeof key === 'string' ? problemOfKey(key) : null);
}

/**
 * Returns the first part of a value that the database cannot store, or null. `envelope` is the depth of the request around a stored
 * value. It does not recurse, so any depth is safe.
 */
export function findUnstorable(root: unknown, envelope = ENVELOPE_LEVELS): Problem | null {
  const problem = problemOfScalar(root);
  if (problem) return { path: '', problem };
  // The queue holds only lists and objects: an entry for each scalar would take far more memory than the scalar.
  const waiting: [unknown, Place][] = [[root, { key: '', parent: null, level: 0 }]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, place] = next;
    if (typeof value !== 'object' || value === null) continue;
    const level = place.level + 1;
    if (level > MAX_LEVELS + envelope) {
      return { path: pathOf(place), problem: `must not be nested deeper than ${MAX_LEVELS} levels` };
    }
    for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
      const problem = problemOfEntry(key, item);
      if (problem) return { path: pathOf({ key, parent: place, level }), problem };
      if (typeof item === 'object') waiting.push([item, { key, parent: place, level }]);
    }
  }
  return null;
}

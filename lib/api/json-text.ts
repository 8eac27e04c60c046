/** Reads values that clients send as JSON text. Node runs this file directly, in the stdio script. */
import { markExactNumbers } from '../agent-execution/exact-json.ts';

/**
 * Returns the object or list in a JSON text. Any other value is unchanged, because text such as "42" may be a name. `mark` keeps the
 * digits of numbers (exact-json.ts).
 */
export function readJsonText(value: unknown, mark: (text: string) => string = markExactNumbers): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(mark(value));
  } catch {
    return value;
  }
}

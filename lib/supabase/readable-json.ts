/**
 * Replaces values nested too deep in JSON from the database. The database refuses new ones, but an older row may have one, and V8's
 * stringify and React both recurse. The row keeps its other fields, and a note replaces the deep value.
 */

import { endOfString, parseExact, stringifyExact } from '../agent-execution/exact-json.ts';

/** A stored value has at most 100 levels, and an answer puts fewer than 20 around it. */
const MAX_LEVELS = 120;
const VALUE_LEVELS = 100;
/** A response has no rows below this level. */
const ROW_LEVELS = 8;
const VALUE_NAMES = new Set(['before_state', 'after_state', 'result', 'metadata']);

export const UNREADABLE =
  'This value is nested deeper than 100 levels, so it is not shown. The database holds it unchanged.';
const replacement = () => ({ unreadable: UNREADABLE });

const QUOTE = 0x22;

/** Returns whether brackets outside of strings nest deeper than in any response with valid rows. */
function isTooDeep(text: string): boolean {
  if (text.length <= 2 * MAX_LEVELS) return false;
  let level = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    // [ and {, ] and } differ in one bit.
    else if ((code & 0xdf) === 0x5b && ++level > MAX_LEVELS) return true;
    else if ((code & 0xdf) === 0x5d) level -= 1;
  }
  return false;
}

type Container = Record<string, unknown>; // a list as well: its keys are its indexes

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function isDeeperThan(root: Container, levels: number): boolean {
  const waiting: [Container, number][] = [[root, 1]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, level] = next;
    if (level > levels) return true;
    for (const value of Object.values(node)) if (isContainer(value)) waiting.push([value, level + 1]);
  }
  return false;
}

/** Returns whether an inner column has the deep value, as in the log row of an entry's change. */
function hasDeepColumn(value: Container): boolean {
  return Object.entries(value).some(
    ([name, inner]) => VALUE_NAMES.has(name) && isContainer(inner) && isDeeperThan(inner, VALUE_LEVELS),
  );
}

/** Replaces deep values in place: the innermost column with one, otherwise the value at the level where rows end. */
function replaceDeep(node: Container, level: number): void {
  for (const [key, value] of Object.entries(node)) {
    if (!isContainer(value) || !isDeeperThan(value, VALUE_LEVELS)) continue;
    if (level >= ROW_LEVELS || (VALUE_NAMES.has(key) && !hasDeepColumn(value))) node[key] = replacement();
    else replaceDeep(value, level + 1);
  }
}

/** Returns the text, in which it replaces a value that is nested too deep. */
export function readableJson(text: string): string {
  if (!isTooDeep(text)) return text;
  const value = parseExact(text);
  if (!isContainer(value)) return text;
  const answer: Container = { answer: value };
  replaceDeep(answer, 0);
  return stringifyExact(answer.answer);
}

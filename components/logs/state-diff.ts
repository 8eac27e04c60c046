/** Compares two states key by key. */
import type { Json } from '@/lib/agent-execution/agent-execution.types';

export interface StateChange {
  /** Empty if the states are not objects and were compared as a whole. */
  key: string;
  kind: 'added' | 'removed' | 'changed' | 'same';
  before?: Json;
  after?: Json;
}

type JsonObject = { [key: string]: Json | undefined };

function isObject(value: Json | null): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns JSON with sorted keys, so that the order of keys does not matter. */
function canonical(value: Json | undefined): string {
  return JSON.stringify(value, (_, item: Json | undefined) =>
    item !== undefined && isObject(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

function changeOf(key: string, before: Json | undefined, after: Json | undefined): StateChange {
  if (before === undefined) return { key, kind: 'added', after };
  if (after === undefined) return { key, kind: 'removed', before };
  const kind = canonical(before) === canonical(after) ? 'same' : 'changed';
  return { key, kind, before, after };
}

/** Returns the changes by key; a null state was not recorded. */
export function diffStates(before: Json | null, after: Json | null): StateChange[] {
  const isKeyed = (isObject(before) || before === null) && (isObject(after) || after === null);
  if (!isKeyed) return [changeOf('', before ?? undefined, after ?? undefined)];
  const old = before ?? {};
  const next = after ?? {};
  const keys = [...new Set([...Object.keys(next), ...Object.keys(old)])];
  return keys.map((key) => changeOf(key, old[key], next[key]));
}

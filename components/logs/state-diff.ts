/** What changed between two states, key by key. */
import type { Json } from '@/lib/agent-execution/agent-execution.types';

export interface StateChange {
  /** Empty where the states are not objects and were compared whole. */
  key: string;
  kind: 'added' | 'removed' | 'changed' | 'same';
  before?: Json;
  after?: Json;
}

type JsonObject = { [key: string]: Json | undefined };

function isObject(value: Json | null): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON with its keys in order: objects are equal whatever the order in which they were written. */
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

/** A null state is one that was not recorded. */
export function diffStates(before: Json | null, after: Json | null): StateChange[] {
  const isKeyed = (isObject(before) || before === null) && (isObject(after) || after === null);
  if (!isKeyed) return [changeOf('', before ?? undefined, after ?? undefined)];
  const old = before ?? {};
  const next = after ?? {};
  const keys = [...new Set([...Object.keys(next), ...Object.keys(old)])];
  return keys.map((key) => changeOf(key, old[key], next[key]));
}

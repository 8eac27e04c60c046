/** The claims that every mapping of a client keeps, whatever a payload holds. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { ClientMapping } from '@/lib/capture/client-mapping';

const OTHER_VALUES: Json[] = [
  null,
  true,
  0,
  -1.5,
  '',
  ' ',
  'text',
  'a\nb',
  [],
  [null],
  ['text'],
  [{}],
  {},
  { a: 1 },
];

/** Expects that a mapping accepts any object, and any object with the fields of its events. */
export function expectToAcceptAnyObject(mapping: ClientMapping, fields: Record<string, readonly string[]>) {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(...OTHER_VALUES));
  const known = Object.fromEntries(
    Object.entries(fields).map(([name, values]) => [
      name,
      values.length > 0 ? fc.oneof(fc.constantFrom(...values), value) : value,
    ]),
  );
  const payloads = fc.oneof(
    fc.dictionary(fc.string(), value),
    fc.record(known, { requiredKeys: [] }),
    fc.record(known),
  );
  fc.assert(
    fc.property(payloads, (payload) => {
      expectSensible(mapping, JSON.parse(JSON.stringify(payload)));
    }),
    { numRuns: 400 },
  );
}

/** Expects that a mapping accepts events of other versions: with each field removed, and with each field of each other type. */
export function expectToAcceptChangedFields(mapping: ClientMapping, samples: readonly JsonObject[]) {
  for (const sample of samples) {
    for (const path of pathsOf(sample)) {
      for (const other of [undefined, ...OTHER_VALUES])
        expectSensible(mapping, withValue(sample, path, other));
    }
  }
}

function expectSensible(mapping: ClientMapping, sent: JsonObject) {
  const before = JSON.stringify(sent);
  const payload = mapping.prepare?.(sent) ?? sent;
  const identity = mapping.identify(payload);
  const facts = mapping.read(payload);
  expect(JSON.stringify(sent)).toBe(before);
  expect(mapping.identify(payload)).toStrictEqual(identity);
  if (identity) expect([identity.session, identity.event, identity.key]).not.toContain('');
  expect(JSON.parse(JSON.stringify(facts))).toStrictEqual(facts);
  for (const fact of facts) {
    if (fact.kind !== 'result' && fact.kind !== 'note') continue;
    expect(fact.row.action_type).not.toBe('');
    expect(fact.row.description.trim()).not.toBe('');
    expect(fact.row.description).not.toContain('\n');
    expect(fact.row.description.length).toBeLessThanOrEqual(500);
  }
}

type Path = (string | number)[];

function pathsOf(value: Json | undefined): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, Json | undefined][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value);
  return entries.flatMap(([key, item]) => [[key], ...pathsOf(item).map((path) => [key, ...path])]);
}

function withValue(value: JsonObject, path: Path, other: Json | undefined): JsonObject {
  const copy: JsonObject = structuredClone(value);
  let place: JsonObject | Json[] = copy;
  for (const key of path.slice(0, -1)) {
    const next: Json | undefined = Array.isArray(place) ? place[Number(key)] : place[key];
    if (typeof next !== 'object' || next === null) return copy;
    place = next;
  }
  const last = path.at(-1) ?? '';
  if (Array.isArray(place)) place[Number(last)] = other ?? null;
  else if (other === undefined) delete place[last];
  else place[last] = other;
  return copy;
}

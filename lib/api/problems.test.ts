/** An error names exactly the invalid fields of a body, for the recorded example of every operation. */
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import recorded from './examples.json' with { type: 'json' };
import { operations } from './operations/operations';
import { parseTolerantly } from './problems';

const examples: Record<string, { body?: unknown; answer: unknown }> = recorded;

type Key = string | number;
type Fields = Record<Key, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Returns the paths of all fields and list items. */
function pathsOf(value: unknown, at: Key[] = []): Key[][] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = [...at, Array.isArray(value) ? Number(name) : name];
    return [path, ...pathsOf(inner, path)];
  });
}

/** Returns a copy with another value at the path, or without the path if there is no value. */
function withValue(body: unknown, path: Key[], value: unknown): unknown {
  const copy = structuredClone(body);
  const parent = path.slice(0, -1).reduce<unknown>((inner, key) => isObject(inner) && inner[key], copy);
  const last = path.at(-1);
  if (!isObject(parent) || last === undefined) return copy;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

const valueAt = (body: unknown, path: Key[]) =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), body);

/** Returns a value that no repair converts: an object for a plain value, a plain value for an object. */
const withWrongType = (value: unknown) => (isObject(value) && !Array.isArray(value) ? 5 : { '': [] });

const problemsOf = (schema: z.ZodType, body: unknown) => {
  const result = parseTolerantly(schema, body);
  return result.success ? [] : result.problems;
};

const bodies = operations.flatMap(({ id, body, rows }) => {
  const [schema, example] = [body ?? rows, examples[id]?.body];
  const sent = rows && Array.isArray(example) ? example[0] : example;
  return schema && isObject(sent) && id !== 'importDocument' ? [{ id, schema, example: sent }] : [];
});

describe.each(bodies)('$id', ({ schema, example }) => {
  const paths = pathsOf(example);

  test('names a field of the wrong type, unless it may hold any JSON', () => {
    for (const path of paths) {
      const problems = problemsOf(schema, withValue(example, path, withWrongType(valueAt(example, path))));
      const name = path.join('.');
      // The API accepts an object in place of a list with that one item.
      for (const { path: named } of problems) expect(`${named}.`).toMatch(new RegExp(`^${name}(\\.0)?\\.`));
    }
  });

  test('names exactly the missing required field', () => {
    for (const path of paths.filter((path) => typeof path.at(-1) === 'string')) {
      const problems = problemsOf(schema, withValue(example, path, undefined));
      // If it was the only change, the body is empty.
      if (problems[0]?.problem === 'must contain at least one change')
        expect(Object.keys(example)).toHaveLength(1);
      else if (problems.length > 0)
        expect(problems.map(({ path: named }) => named)).toEqual([path.join('.')]);
    }
  });

  test('names an unknown field and suggests the nearest one', () => {
    for (const path of paths.filter((path) => typeof path.at(-1) === 'string')) {
      const [name, parent] = [String(path.at(-1)), path.slice(0, -1)];
      const misspelled = name.toUpperCase().replaceAll('_', '-');
      const problems = problemsOf(schema, withValue(example, [...parent, misspelled], 1));
      if (problems.length === 0) continue; // within arbitrary JSON
      expect(problems).toEqual([
        { path: [...parent, misspelled].join('.'), problem: `is not a field here; did you mean ${name}?` },
      ]);
    }
  });
});

test('covers many fields, and required ones among them', () => {
  const wrong = bodies.flatMap(({ schema, example }) =>
    pathsOf(example).filter((path) => problemsOf(schema, withValue(example, path, undefined)).length > 0),
  );
  const mistyped = bodies.flatMap(({ schema, example }) =>
    pathsOf(example).filter(
      (path) =>
        problemsOf(schema, withValue(example, path, withWrongType(valueAt(example, path)))).length > 0,
    ),
  );
  expect(wrong.length).toBeGreaterThan(40);
  expect(mistyped.length).toBeGreaterThan(80);
});

const bodyOf = (id: string) => operations.find((operation) => operation.id === id)?.body;
const planId = '7c9e6679-7425-40de-944b-000000000002';
const row = { plan_id: planId, action_type: 'note' };

test.each([
  ['addLog', { plan_id: planId }, 'action_type', 'is missing; it must be text'],
  ['addLog', { ...row, step_number: 'two' }, 'step_number', 'must be a number'],
  ['addLog', [row, { ...row, agent_confidence: 2 }], '1.agent_confidence', 'must be from 0 to 1'],
  ['addLog', [], '', 'must have at least 1 items'],
  ['addLog', 'note', '', 'must be an object or a list'],
  ['addPlanLog', { action_type: 'note', description: 7 }, 'description', 'must be text'],
  [
    'addPlanLog',
    [{ action_type: 'note', plan_id: planId }],
    '0.plan_id',
    'is not a field here; the fields are',
  ],
  ['setContext', { context_type: 'notes', context_key: 'a' }, 'context_value', 'is missing; it must be text'],
  ['setContext', [{ context_type: 'notes', context_key: 'a', value: 'x' }], '0.context_value', 'is missing'],
  [
    'setContext',
    { context_type: 'a', context_key: 'b', context_value: 'c', expiresAt: 1 },
    'expiresAt',
    'expires_at?',
  ],
  ['updatePlan', { status: 'complete' }, 'status', 'did you mean completed?'],
  ['createTask', { title: 'a', priority: 'high' }, 'priority', 'did you mean HIGH?'],
  ['claimNextStep', { plan_id: 'x' }, 'plan_id', 'must be a UUID'],
])('%s of %j names %j', (id, body, path, problem) => {
  const schema = bodyOf(id);
  expect(schema && problemsOf(schema, body)).toContainEqual({
    path,
    problem: expect.stringContaining(problem),
  });
});

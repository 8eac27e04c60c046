/** Any input to any route gets a result or an error with a hint, never a server error, and a refused one writes nothing. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type OwnedRows, ownedRows } from '@/tests/support/owned-rows';
import { arbitraryFor, KNOWN_ID, objectArbitrary, type Schema } from '@/tests/support/schema-arbitrary';
import { callAs, createTestKey, type TestCaller } from '@/tests/support/test-caller';
import { signUp } from '@/tests/support/test-client';
import type { Operation } from './operation';
import { operations } from './operations/operations';

let person: TestCaller;
let agent: TestCaller;
let rows: OwnedRows;
beforeAll(async () => {
  const db = await signUp();
  const { data } = await db.auth.getSession();
  person = callAs(db, data.session?.access_token ?? '');
  agent = callAs(db, await createTestKey(db, ['read', 'write', 'approve']));
  rows = ownedRows(data.session?.user.id);
});
afterAll(() => rows.end());

/** Creates the rows that requests may name. Each route gets its own, because some routes delete them. */
async function createExistingRows(): Promise<{ plan: string; task: string }> {
  const task = (await agent.call('POST', '/tasks', { body: { title: 'Fuzzed' } })).body.data.id;
  const steps = [
    { step: 1, action: 'do', description: 'It' },
    { step: 2, action: 'do', description: 'More', requires_approval: true },
  ];
  const body = { task_id: task, plan_type: 'test', steps };
  return { task, plan: (await agent.call('POST', '/plans', { body })).body.data.id };
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema; // JSON Schema is an object

function requests({ params, query, body, rows }: Operation) {
  const of = (schema: z.ZodType | undefined, io: 'input' | 'output') =>
    schema ? arbitraryFor(schemaOf(schema, io)) : fc.constant(undefined);
  return fc.record({
    // A path has all of its segments; the route validates their values.
    params: params ? objectArbitrary(schemaOf(params, 'output')) : fc.constant({}),
    query: query ? objectArbitrary(schemaOf(query, 'output')) : fc.constant({}),
    body: rows ? fc.array(of(rows, 'input'), { maxLength: 5 }) : of(body, 'input'),
  });
}

function textOf(value: unknown): string {
  return Array.isArray(value)
    ? value.join(',')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}

test.each(operations.map((operation) => [operation.id, operation] as const))(
  '%s answers any input without a server error',
  async (_id, operation) => {
    const known = await createExistingRows();
    const settle = (input: unknown) =>
      JSON.parse(JSON.stringify(input ?? null), (name, value) =>
        value === KNOWN_ID
          ? known.plan
          : name === 'task_id' && typeof value === 'string'
            ? known.task
            : value,
      );
    const address = (params: Record<string, unknown>, query: Record<string, unknown>) => {
      const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = name === 'id' && operation.path.startsWith('/tasks') ? known.task : params[name];
        return encodeURIComponent(textOf(value ?? '').toWellFormed());
      });
      const search = new URLSearchParams(
        Object.entries(query).flatMap(([name, value]) => (value == null ? [] : [[name, textOf(value)]])),
      );
      return `${path}?${search}`;
    };
    let before = await rows.count();
    await fc.assert(
      fc.asyncProperty(requests(operation), fc.boolean(), async (request, isPerson) => {
        const { params, query, body } = settle(request);
        const caller = isPerson ? person : agent;
        const answer = await caller.call(operation.method, address(params ?? {}, query ?? {}), {
          body: operation.method === 'GET' ? undefined : JSON.stringify(body),
        });
        expect(answer.status, answer.text).toBeLessThan(500);
        if (answer.status < 400) {
          before = await rows.count();
          return;
        }
        expect(answer.body.error.hint).toMatch(/\w/);
        expect(await rows.count(), answer.text).toEqual(before);
      }),
      // A fixed seed makes every failure reproducible.
      { numRuns: 20, seed: 7 },
    );
  },
);

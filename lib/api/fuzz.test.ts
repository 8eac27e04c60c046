/** Whatever is sent to any route: an answer or an error with a way on, never a failure of the server, and nothing written by what is refused. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Operation } from './operation';
import { operations } from './operations/operations';
import { KNOWN_ID, like, likeObject, type Schema } from './schema-arbitrary';
import { callAs, createTestKey, createTestPerson, type TestCaller } from './test-caller';

let person: TestCaller;
let agent: TestCaller;
beforeAll(async () => {
  const db = await createTestPerson();
  const { data } = await db.auth.getSession();
  person = callAs(db, data.session?.access_token ?? '');
  agent = callAs(db, await createTestKey(db, ['read', 'write', 'approve']));
});

/** What there is to speak of; made anew for each route, since some delete it. */
async function createKnown(): Promise<{ plan: string; task: string }> {
  const task = (await agent.call('POST', '/tasks', { body: { title: 'Fuzzed' } })).body.data.id;
  const steps = [
    { step: 1, action: 'do', description: 'It' },
    { step: 2, action: 'do', description: 'More', requires_approval: true },
  ];
  const body = { task_id: task, plan_type: 'test', steps };
  return { task, plan: (await agent.call('POST', '/plans', { body })).body.data.id };
}

async function countRows(): Promise<(number | null)[]> {
  const tables = [
    'agent_execution_logs',
    'agent_context_memory',
    'deep_work_tasks',
    'agent_execution_plans',
  ] as const;
  const more = ['agent_plan_templates', 'agent_automation_rules'] as const;
  const counts = [...tables, ...more].map((table) =>
    person.db.from(table).select('*', { count: 'exact', head: true }),
  );
  return (await Promise.all(counts)).map(({ count }) => count);
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema; // JSON Schema is an object

function requests({ params, query, body, rows }: Operation) {
  const of = (schema: z.ZodType | undefined, io: 'input' | 'output') =>
    schema ? like(schemaOf(schema, io)) : fc.constant(undefined);
  return fc.record({
    // A path has all of its parts; their words are for the route to judge.
    params: params ? likeObject(schemaOf(params, 'output')) : fc.constant({}),
    query: query ? likeObject(schemaOf(query, 'output')) : fc.constant({}),
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

test.each(operations.map((operation) => [operation.id, operation] as const))('%s', async (_id, operation) => {
  const known = await createKnown();
  const settle = (input: unknown) =>
    JSON.parse(JSON.stringify(input ?? null), (name, value) =>
      value === KNOWN_ID ? known.plan : name === 'task_id' && typeof value === 'string' ? known.task : value,
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
  await fc.assert(
    fc.asyncProperty(requests(operation), fc.boolean(), async (request, isPerson) => {
      const { params, query, body } = settle(request);
      const caller = isPerson ? person : agent;
      const before = await countRows();
      const answer = await caller.call(operation.method, address(params ?? {}, query ?? {}), {
        body: operation.method === 'GET' ? undefined : JSON.stringify(body),
      });
      expect(answer.status, answer.text).toBeLessThan(500);
      if (answer.status < 400) return;
      expect(answer.body.error.hint).toMatch(/\w/);
      expect(await countRows(), answer.text).toEqual(before);
    }),
    // The same each time, so that what is found is found again.
    { numRuns: 20, seed: 7 },
  );
});

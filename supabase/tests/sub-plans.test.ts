/** Sub-plans: a plan that does a step of another starts, blocks and completes that step. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, openDatabase, other, owner } from './identities.ts';
import { readNewestLog, readPlan, readStep } from './plan-rows.ts';
import { expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let parent: string;
let child: string;
const writer = agentKey('owner', 'read', 'write');
const two = [declareStep(1), declareStep(2)];

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());

const createCall =
  (under: string, step: number | null, steps: postgres.JSONValue = two) =>
  (tx: postgres.TransactionSql) =>
    tx`select id from agent_create_plan(${task}, 'detail', ${tx.json(steps)},
    parent_plan_id => ${under}, parent_step_number => ${step})`;
const create = async (under: string, step: number, identity = writer) =>
  (await db.as(identity, createCall(under, step)))[0]?.id ?? '';
const move = (plan: string, step: number, action: string, error: string | null = null) =>
  db.as(writer, (tx) => tx`select agent_move_step(${plan}, ${step}, ${action}, error_message => ${error})`);
const update = (plan: string, status: string) =>
  db.as(owner, (tx) => tx`select agent_update_plan(${plan}, ${status})`);
const stepOf = (plan: string, step: number) => readStep(db, plan, step);
const planOf = (plan: string) => readPlan(db, plan);
const newestLog = (plan: string) => readNewestLog(db, plan);

beforeEach(async () => {
  parent = await db.makePlan('owner', task);
  child = await create(parent, 1);
});

test('starts and completes its step, and both ways are read with the plans', async () => {
  expect(await newestLog(parent)).toMatchObject({
    action_type: 'create_sub_plan',
    step_number: 1,
    entity_id: child,
  });
  await move(child, 1, 'start_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'in_progress', attempt: 1 });
  await move(child, 1, 'complete_step');
  await move(child, 2, 'complete_step');
  expect(await stepOf(parent, 1)).toMatchObject({
    status: 'completed',
    result: { sub_plan_id: child, completed_steps: 2 },
  });
  expect(await planOf(parent)).toMatchObject({ current_step: 2, completed_steps: 1 });
  const [read] = await db.as(
    owner,
    (tx) => tx`select agent_get_plan(${parent}) as parent, agent_get_plan(${child}) as child`,
  );
  expect(read?.parent.sub_plans).toMatchObject([
    { plan_id: child, step_number: 1, status: 'completed', completed_steps: 2 },
  ]);
  expect(read?.child.parent).toMatchObject({ plan_id: parent, step_number: 1, step_description: 'Step 1' });
  for (const plan of [parent, child]) {
    const [proof] = await db.as(owner, (tx) => tx`select agent_verify_log(${plan}) ->> 'is_valid' as it`);
    expect(proof?.it).toBe('true');
  }
});

test('blocks its step with the reason, and lets it go on', async () => {
  await move(child, 1, 'block', 'No access');
  expect(await stepOf(parent, 1)).toMatchObject({
    status: 'blocked',
    error_message: 'Its sub-plan is blocked. Step 1: No access',
  });
  expect(await planOf(parent)).toMatchObject({ status: 'blocked' });
  await move(child, 1, 'start_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'in_progress', error_message: null });
  await move(child, 1, 'fail_step', 'Broken');
  expect(await stepOf(parent, 1)).toMatchObject({
    status: 'blocked',
    error_message: 'Its sub-plan failed. Step 1: Broken',
  });
  await move(child, 1, 'reopen_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'pending' });
  await update(child, 'cancelled');
  expect(await stepOf(parent, 1)).toMatchObject({
    status: 'blocked',
    error_message: 'Its sub-plan was cancelled.',
  });
});

test('that is opened again opens its step again', async () => {
  for (const step of [1, 2]) await move(child, step, 'complete_step');
  await move(child, 2, 'reopen_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'in_progress' });
});

test('of several the last one completes the step; a cancelled one does not hold it up', async () => {
  const second = await create(parent, 1);
  for (const step of [1, 2]) await move(child, step, 'complete_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'in_progress' });
  for (const step of [1, 2]) await move(second, step, 'complete_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'completed' });
});

test('goes through several levels', async () => {
  const grandchild = await create(child, 1);
  await move(grandchild, 1, 'block', 'Deep down');
  expect((await stepOf(parent, 1))?.error_message).toContain('Deep down');
  await move(grandchild, 1, 'start_step');
  for (const step of [1, 2]) await move(grandchild, step, 'complete_step');
  await move(child, 2, 'complete_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'completed' });
});

test('whose step cannot follow goes on all the same; the parent’s log says why', async () => {
  const early = await create(parent, 3);
  for (const step of [1, 2]) await move(early, step, 'complete_step');
  expect(await planOf(early)).toMatchObject({ status: 'completed' });
  expect(await stepOf(parent, 3)).toMatchObject({ status: 'pending' });
  expect(await newestLog(parent)).toMatchObject({
    action_type: 'note',
    description: expect.stringContaining(
      'Its sub-plan is completed; the step stays as it is. Step 3 waits for step 2',
    ),
  });
});

describe('is refused', () => {
  test('to itself, to what is not there, and to another’s plan', async () => {
    const id = crypto.randomUUID();
    await expectRefused(
      db,
      (
        tx,
      ) => tx`insert into agent_execution_plans (id, task_id, plan_type, plan_json, parent_plan_id, parent_step_number)
        values (${id}, ${task}, 'ring', ${tx.json({ steps: two })}, ${id}, 1)`,
      'AE404',
    );
    await expectRefused(db, createCall(crypto.randomUUID(), 1), 'AE404');
    await expectRefused(db, createCall(parent, 9), 'AE404');
    await expectRefused(db, createCall(parent, null), 'AE404');
    const theirs = await db.makePlan('other', await db.makeTask('other'));
    await expectRefused(db, createCall(theirs, 1), 'AE404');
    await expectRefused(db, createCall(parent, 1), 'AE404', other);
  });

  test('to a plan later on: a ring cannot be closed', async () => {
    await expectRefused(
      db,
      (tx) =>
        tx`update agent_execution_plans set parent_plan_id = ${child}, parent_step_number = 1 where id = ${parent}`,
      '42501',
    );
  });

  test('for a step that is done, and deeper than 10', async () => {
    await move(parent, 1, 'skip_step');
    await expectRefused(db, createCall(parent, 1), 'AE409');
    let deepest = parent;
    for (let depth = 1; depth < 10; depth++) deepest = await create(deepest, 2);
    await expectRefused(db, createCall(deepest, 1), 'AE400');
  });
});

test('a re-plan takes it along to its step’s new number, and lets it stand for itself where the step is gone', async () => {
  await db.as(
    writer,
    (tx) =>
      tx`select agent_replan(${parent}, ${tx.json([
        declareStep(1, { description: 'Before' }),
        declareStep(2, { description: 'Step 1' }),
        declareStep(3, { description: 'Step 2' }),
      ])})`,
  );
  expect(await planOf(child)).toMatchObject({ parent_plan_id: parent, parent_step_number: 2 });
  await db.as(
    writer,
    (tx) => tx`select agent_replan(${parent}, ${tx.json([declareStep(1, { description: 'Only' })])})`,
  );
  expect(await planOf(child)).toMatchObject({ parent_plan_id: null, parent_step_number: null });
  for (const step of [1, 2]) await move(child, step, 'complete_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'pending' });
});

test('deleting the parent deletes it with its log; deleting it leaves the parent', async () => {
  const second = await create(parent, 2);
  await db.as(owner, (tx) => tx`delete from agent_execution_plans where id = ${second}`);
  expect(await planOf(parent)).toBeDefined();
  await db.as(owner, (tx) => tx`delete from agent_execution_plans where id = ${parent}`);
  expect(await planOf(child)).toBeUndefined();
  expect(await db.sql`select from agent_execution_logs where plan_id = ${child}`).toHaveLength(0);
});

test('re-planning the parent while its sub-plan moves never ends in a deadlock', async () => {
  const many = Array.from({ length: 20 }, (_, i) => declareStep(i + 1, { depends_on: [] }));
  const [row] = await db.as(writer, createCall(parent, 1, many));
  const busy = row?.id ?? '';
  const three = [1, 2, 3].map((n) => declareStep(n));
  await Promise.all([
    ...many.map(({ step }) => move(busy, step, step % 2 ? 'block' : 'complete_step')),
    ...many.map((_, n) =>
      db
        .as(
          writer,
          (tx) =>
            tx`select agent_replan(${parent}, ${tx.json([...three, declareStep(4, { description: `N${n}` })])})`,
        )
        .catch((error: postgres.PostgresError) => expect(error.code).toBe('AE409')),
    ),
  ]);
});

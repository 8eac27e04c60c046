/** Sub-plans: a plan that does a step of another plan starts, blocks and completes that step. */
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
  (under: string | null, step: number | null, steps: postgres.JSONValue = two) =>
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

test('a sub-plan starts and completes its step, and both plans show the link', async () => {
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

test('a blocked sub-plan blocks its step with the reason, and later unblocks it', async () => {
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

test('a sub-plan that is reopened reopens its step', async () => {
  for (const step of [1, 2]) await move(child, step, 'complete_step');
  await move(child, 2, 'reopen_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'in_progress' });
});

test('the last of several sub-plans completes the step; a cancelled one is ignored', async () => {
  const second = await create(parent, 1);
  for (const step of [1, 2]) await move(child, step, 'complete_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'in_progress' });
  for (const step of [1, 2]) await move(second, step, 'complete_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'completed' });
});

test('sub-plans work across several levels', async () => {
  const grandchild = await create(child, 1);
  await move(grandchild, 1, 'block', 'Deep down');
  expect((await stepOf(parent, 1))?.error_message).toContain('Deep down');
  await move(grandchild, 1, 'start_step');
  for (const step of [1, 2]) await move(grandchild, step, 'complete_step');
  await move(child, 2, 'complete_step');
  expect(await stepOf(parent, 1)).toMatchObject({ status: 'completed' });
});

test('a sub-plan that a person skips early logs why its step waits, and completes it in its turn', async () => {
  const early = await create(parent, 3);
  const skip = (plan: string, step: number) =>
    db.as(owner, (tx) => tx`select agent_move_step(${plan}, ${step}, 'skip_step')`);
  for (const step of [1, 2]) await skip(early, step);
  expect(await planOf(early)).toMatchObject({ status: 'completed' });
  expect(await stepOf(parent, 3)).toMatchObject({ status: 'pending' });
  expect(await newestLog(parent)).toMatchObject({
    action_type: 'note',
    description: expect.stringContaining(
      'Its sub-plan is completed; the step stays as it is. Step 3 waits for step 2',
    ),
  });
  for (const step of [1, 2]) await skip(parent, step);
  expect(await stepOf(parent, 3)).toMatchObject({ status: 'completed', result: { sub_plan_id: early } });
});

test('an internal error while the parent step follows fails the call, and nothing is written', async () => {
  await db.sql`alter table agent_execution_logs add constraint fault check (action_type <> 'complete_step' or plan_id <> ${db.sql.unsafe(`'${parent}'`)})`;
  await move(child, 1, 'complete_step');
  await expectRefused(db, (tx) => tx`select agent_move_step(${child}, 2, 'complete_step')`, '23514');
  await db.sql`alter table agent_execution_logs drop constraint fault`;
});

test('an upsert updates a sub-plan even when its step is done', async () => {
  await move(child, 1, 'complete_step');
  await move(child, 2, 'complete_step');
  const plan = {
    id: child,
    task_id: task,
    plan_type: 'detail',
    parent_plan_id: parent,
    parent_step_number: 1,
  };
  await db.as(owner, async (tx) => {
    await tx`insert into agent_execution_plans ${tx({ ...plan, plan_json: tx.json({ steps: two }), agent_reasoning: 'Why' })}
      on conflict (id) do update set agent_reasoning = excluded.agent_reasoning`;
  });
  expect(await planOf(child)).toMatchObject({ status: 'completed', agent_reasoning: 'Why' });
});

describe('a link', () => {
  test('is refused to the plan itself, to a missing plan, and to another person’s plan', async () => {
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
    const theirs = await db.makePlan('other', await db.makeTask('other'));
    await expectRefused(db, createCall(theirs, 1), 'AE404');
    await expectRefused(db, createCall(parent, 1), 'AE404', other);
  });

  test('is refused with a plan or a step alone, and the error names the other', async () => {
    const withoutStep = await expectRefused(db, createCall(parent, null), 'AE400');
    expect(withoutStep.message).toBe('parent_step_number is missing.');
    const withoutPlan = await expectRefused(db, createCall(null, 1), 'AE400');
    expect(withoutPlan.message).toBe('parent_plan_id is missing.');
  });

  test('is refused when it is added later: a cycle cannot be closed', async () => {
    await expectRefused(
      db,
      (tx) =>
        tx`update agent_execution_plans set parent_plan_id = ${child}, parent_step_number = 1 where id = ${parent}`,
      'AE403',
    );
  });

  test('is refused for a step that is done, and deeper than 10', async () => {
    await move(parent, 1, 'skip_step');
    await expectRefused(db, createCall(parent, 1), 'AE409');
    let deepest = parent;
    for (let depth = 1; depth < 10; depth++) deepest = await create(deepest, 2);
    await expectRefused(db, createCall(deepest, 1), 'AE400');
  });
});

test('a link follows its step to the new number in a re-plan, and ends where the step is removed', async () => {
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

test('a deleted parent takes its sub-plan and log; deleting the sub-plan leaves the parent', async () => {
  const second = await create(parent, 2);
  await db.as(owner, (tx) => tx`delete from agent_execution_plans where id = ${second}`);
  expect(await planOf(parent)).toBeDefined();
  await db.as(owner, (tx) => tx`delete from agent_execution_plans where id = ${parent}`);
  expect(await planOf(child)).toBeUndefined();
  expect(await db.sql`select from agent_execution_logs where plan_id = ${child}`).toHaveLength(0);
});

test('re-planning the parent while its sub-plan moves never deadlocks', async () => {
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

/** Edits of pending steps: text and estimates, added steps, another order. Each is a log row. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  openDatabase,
  other,
  owner,
} from './identities.ts';
import { readNewestLog, readPlan } from './plan-rows.ts';

let db: Database;
let task: string;
let plan: string;

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan(
    'owner',
    task,
    [1, 2, 3, 4].map((n) => declareStep(n, { estimated_duration: n * 10 })),
  );
});

const edit = (step: number, changes: object, identity = owner) =>
  db.as(identity, (tx) => tx`select * from agent_edit_step(${plan}, ${step}, ${tx.json(changes as never)})`);
const add = (step: object, identity = owner) =>
  db.as(identity, (tx) => tx`select * from agent_add_step(${plan}, ${tx.json(step as never)})`);
const reorder = (order: number[], identity = owner) =>
  db.as(identity, (tx) => tx`select agent_reorder_steps(${plan}, ${order})`);
const move = (step: number, action: string) =>
  db.as(owner, (tx) => tx`select agent_move_step(${plan}, ${step}, ${action})`);
const planRow = () => readPlan(db, plan);
const descriptions = async () =>
  (
    await db.sql`select description from agent_execution_steps where plan_id = ${plan} order by step_number`
  ).map((row) => row.description);
const newestLog = () => readNewestLog(db, plan);

describe('edit_step', () => {
  test('changes a pending step and the plan’s estimate, and logs the values before', async () => {
    const [step] = await edit(2, { description: 'Read twice', estimated_duration: 50 });
    expect(step).toMatchObject({ description: 'Read twice', estimated_duration: 50, action: 'work' });
    expect(await planRow()).toMatchObject({ estimated_duration: 130, status: 'pending' });
    expect(await newestLog()).toMatchObject({
      action_type: 'edit_step',
      step_number: 2,
      before_state: { description: 'Step 2', estimated_duration: 20 },
      after_state: { description: 'Read twice', estimated_duration: 50 },
      actor_type: 'user',
    });
  });

  test('removes an estimate', async () => {
    expect((await edit(1, { estimated_duration: null }))[0]).toMatchObject({ estimated_duration: null });
    expect(await planRow()).toMatchObject({ estimated_duration: 90 });
  });

  test.each([
    [{}],
    [{ description: ' ' }],
    [{ description: null }],
    [{ estimated_duration: -1 }],
    [{ estimated_duration: '5' }],
    [{ status: 'completed' }],
    [{ depends_on: [] }],
  ])('refuses %j', async (changes) => {
    await expectError(edit(2, changes), 'AE400');
    expect((await newestLog())?.action_type).toBe('create_plan');
  });

  test('refuses a step that has begun or is done, and one of another person', async () => {
    await move(1, 'start_step');
    await expectError(edit(1, { description: 'x' }), 'AE409');
    await expectError(edit(9, { description: 'x' }), 'AE404');
    await expectError(edit(2, { description: 'x' }, other), 'AE404');
    await expectError(edit(2, { description: 'x' }, agentKey('owner', 'read')), '42501');
    await db.as(owner, (tx) => tx`select agent_update_plan(${plan}, 'cancelled')`);
    await expectError(edit(2, { description: 'x' }), 'AE409');
  });
});

describe('add_step', () => {
  test('adds a step at the end that depends on the one before', async () => {
    const [step] = await add({ action: 'verify', description: 'Check', estimated_duration: 5 });
    expect(step).toMatchObject({ step_number: 5, depends_on: [4], status: 'pending' });
    expect(await planRow()).toMatchObject({ total_steps: 5, estimated_duration: 105 });
    expect(await newestLog()).toMatchObject({ action_type: 'add_step', step_number: 5 });
  });

  test('lets an agent add a step, and resumes a plan whose other steps are all done', async () => {
    for (const step of [1, 2, 3]) await move(step, 'complete_step');
    await add({ action: 'verify', description: 'Check', depends_on: [1] }, agentKey('owner', 'write'));
    await move(4, 'complete_step');
    expect(await planRow()).toMatchObject({ status: 'in_progress', current_step: 5, completed_steps: 4 });
    await move(5, 'complete_step');
    expect(await planRow()).toMatchObject({ status: 'completed', current_step: 6 });
    await add({ action: 'more', description: 'More' });
    expect(await planRow()).toMatchObject({ status: 'in_progress', current_step: 6, completed_at: null });
  });

  test.each([
    [{ description: 'No action' }],
    [{ action: 'x' }],
    [{ action: 'x', description: 'x', depends_on: [5] }],
    [{ action: 'x', description: 'x', depends_on: [9] }],
    [[]],
  ])('refuses %j', async (step) => {
    await expectError(add(step), 'AE400');
    expect(await planRow()).toMatchObject({ total_steps: 4 });
  });
});

describe('reorder_steps', () => {
  test('moves pending steps among the positions that never began', async () => {
    await move(1, 'start_step');
    await reorder([4, 2, 3]);
    expect(await descriptions()).toEqual(['Step 1', 'Step 4', 'Step 2', 'Step 3']);
    const steps = await db.sql`select step_number, depends_on, estimated_duration from agent_execution_steps
      where plan_id = ${plan} order by step_number`;
    expect(steps.map((step) => step.depends_on)).toEqual([[], [1], [2], [3]]);
    expect(steps.map((step) => step.estimated_duration)).toEqual([10, 40, 20, 30]);
    const log = await newestLog();
    expect(log).toMatchObject({ action_type: 'reorder_steps', after_state: { order: [4, 2, 3] } });
    expect(log?.before_state.steps).toHaveLength(4);
    expect(await planRow()).toMatchObject({ current_step: 1, status: 'in_progress' });
  });

  test('keeps the dependencies of a moved step, and those of the steps that depend on it', async () => {
    plan = await db.makePlan('owner', task, [
      declareStep(1, { depends_on: [] }),
      declareStep(2, { depends_on: [] }),
      declareStep(3, { depends_on: [1, 2] }),
      declareStep(4, { depends_on: [2] }),
    ]);
    await reorder([2, 1, 4, 3]);
    const steps = await db.sql`select description, depends_on from agent_execution_steps
      where plan_id = ${plan} order by step_number`;
    expect(steps.map((step) => [step.description, step.depends_on])).toEqual([
      ['Step 2', []],
      ['Step 1', []],
      ['Step 4', [1]],
      ['Step 3', [1, 2]],
    ]);
  });

  test('asks for approval where the gated step comes first', async () => {
    plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2, { requires_approval: true })]);
    await reorder([2, 1]);
    expect(await planRow()).toMatchObject({ status: 'awaiting_approval' });
    await reorder([2, 1]);
    expect(await planRow()).toMatchObject({ status: 'pending' });
  });

  test.each([[[1, 2, 3]], [[1, 2, 3, 3]], [[1, 2, 3, 5]], [[]], [[1, 2, 3, 4, 1]]])(
    'refuses %j',
    async (order) => {
      await expectError(reorder(order), 'AE400');
      expect(await descriptions()).toEqual(['Step 1', 'Step 2', 'Step 3', 'Step 4']);
    },
  );
});

test('the chain of an edited plan verifies', async () => {
  await edit(2, { description: 'Other' });
  await add({ action: 'x', description: 'x' });
  await reorder([5, 4, 3, 2, 1]);
  const [row] = await db.as(owner, (tx) => tx`select agent_verify_log(${plan}) as proof`);
  expect(row?.proof).toMatchObject({ is_valid: true, rows: 4 });
});

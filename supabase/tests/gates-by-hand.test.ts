/** A key without the scope approve cannot take a plan past a gate: not by an update, a sub-plan or a subtask. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, type Identity, openDatabase, owner } from './identities.ts';
import { type Call, expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let plan: string;
const writer = agentKey('owner', 'read', 'write');
const approver = agentKey('owner', 'read', 'write', 'approve');
const gate = (step: number) => declareStep(step, { requires_approval: true });

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan('owner', task, [declareStep(1), gate(2), declareStep(3)]);
});

const readPlan = async (id = plan) => {
  const [row] = await db.sql`select status, current_step from agent_execution_plans where id = ${id}`;
  return row;
};
const move = (id: string, step: number, action: string, identity: Identity = owner) =>
  db.as(identity, (tx) => tx`select agent_move_step(${id}, ${step}, ${action}, 'Why')`);
const makeSubPlan = async (parent: string, step: number, steps: postgres.JSONValue) => {
  const [made] = await db.as(
    owner,
    (tx) => tx<{ id: string }[]>`select id from agent_create_plan(${task}, 'research', ${tx.json(steps)},
      parent_plan_id => ${parent}, parent_step_number => ${step})`,
  );
  return made?.id ?? '';
};

type Update = Record<string, postgres.JSONValue>;

/** Every interface that can set the status of a plan. */
const interfaces: Record<string, (id: string, after: Update) => Call> = {
  'the operation': (id, after) => (tx) =>
    tx`select agent_update_plan(${id}, ${String(after.status ?? '') || null}, ${Number(after.current_step ?? 0) || null})`,
  'a log row': (id, after) => (tx) =>
    tx`select agent_add_log('update_plan', ${id}, after_state => ${tx.json(after)})`,
  'a list of log rows': (id, after) => (tx) =>
    tx`select agent_add_logs(${tx.json([{ plan_id: id, action_type: 'update_plan', after_state: after }])})`,
  'a batch of log rows': (id, after) => (tx) =>
    tx`select agent_ingest_logs(${tx.json([{ plan_id: id, action_type: 'update_plan', after_state: after }])})`,
  'an inserted log row': (id, after) => (tx) =>
    tx`insert into agent_execution_logs ${tx({ plan_id: id, action_type: 'update_plan', after_state: after })}`,
};

describe.each(Object.entries(interfaces))('by %s', (_name, update) => {
  test.each([
    ['before its turn', 0],
    ['while it awaits approval', 1],
    ['after it was rejected', 2],
  ])('does not complete a plan over a gate %s', async (_when, moves) => {
    if (moves > 0) await move(plan, 1, 'complete_step');
    if (moves > 1) await move(plan, 2, 'reject_step');
    const updates: Update[] = [
      { status: 'completed' },
      { current_step: 4 },
      { current_step: 3 },
      { status: 'completed', current_step: 1 },
    ];
    for (const after of updates) await expectRefused(db, update(plan, after), 'AE403', writer);
  });

  test('lets a person and a key with the scope approve pass a gate, and any key once the gate is approved', async () => {
    await db.as(approver, update(plan, { status: 'completed' }));
    expect(await readPlan()).toMatchObject({ status: 'completed' });
    plan = await db.makePlan('owner', task, [declareStep(1), gate(2)]);
    await move(plan, 1, 'complete_step');
    await move(plan, 2, 'approve_step');
    await db.as(writer, update(plan, { current_step: 3 }));
    await db.as(writer, update(plan, { status: 'completed' }));
    expect(await readPlan()).toEqual({ status: 'completed', current_step: 3 });
  });

  test.each(['blocked', 'failed', 'paused'])(
    'a plan awaiting approval keeps that status after it was %s and set to in_progress',
    async (status) => {
      await move(plan, 1, 'complete_step');
      await db.as(writer, update(plan, { status: 'in_progress' }));
      expect(await readPlan()).toMatchObject({ status: 'awaiting_approval' });
      await db.as(writer, update(plan, { status }));
      await db.as(writer, update(plan, { status: 'in_progress' }));
      expect(await readPlan()).toMatchObject({ status: 'awaiting_approval' });
    },
  );

  test('work that depends on no gate continues', async () => {
    await db.as(writer, update(plan, { current_step: 2 }));
    plan = await db.makePlan('owner', task, [
      gate(1),
      declareStep(2, { depends_on: [] }),
      declareStep(3, { depends_on: [2] }),
    ]);
    await db.as(writer, update(plan, { current_step: 3 }));
    expect(await readPlan()).toMatchObject({ current_step: 3 });
    await expectRefused(db, update(plan, { current_step: 4 }), 'AE403', writer);
  });

  test('the gate of a sub-plan blocks the plans above it', async () => {
    const parent = await db.makePlan('owner', task, [declareStep(1)]);
    const middle = await makeSubPlan(parent, 1, [declareStep(1)]);
    const child = await makeSubPlan(middle, 1, [gate(1)]);
    for (const id of [parent, middle, child])
      await expectRefused(db, update(id, { status: 'completed' }), 'AE403', writer);
  });
});

describe('gates and sub-plans', () => {
  test.each(['complete_step', 'skip_step'])(
    '%s of a parent step does not pass the gate of its sub-plan',
    async (action) => {
      const child = await makeSubPlan(plan, 1, [gate(1)]);
      const call: Call = (tx) => tx`select agent_move_step(${plan}, 1, ${action})`;
      await expectRefused(db, call, 'AE403', writer);
      await move(child, 1, 'approve_step');
      await move(child, 1, 'complete_step', writer);
      const [step] =
        await db.sql`select status from agent_execution_steps where plan_id = ${plan} and step_number = 1`;
      expect(step).toEqual({ status: 'completed' });
    },
  );

  test('the gate of a parent step stays closed when a person skips all steps of the sub-plan', async () => {
    plan = await db.makePlan('owner', task, [gate(1)]);
    const child = await makeSubPlan(plan, 1, [declareStep(1)]);
    await expectRefused(db, (tx) => tx`select agent_update_plan(${child}, 'completed')`, 'AE409', writer);
    await move(child, 1, 'skip_step');
    expect(await readPlan(child)).toMatchObject({ status: 'completed' });
    expect(await readPlan()).toMatchObject({ status: 'awaiting_approval', current_step: 1 });
  });

  test('a cancelled sub-plan blocks no step', async () => {
    const child = await makeSubPlan(plan, 1, [gate(1)]);
    await db.as(owner, (tx) => tx`select agent_update_plan(${child}, 'cancelled')`);
    await move(plan, 1, 'complete_step', writer);
  });
});

test('a completed subtask does not pass the gate of its step', async () => {
  plan = await db.makePlan('owner', task, [gate(1)]);
  await db.as(owner, (tx) => tx`select agent_create_subtasks(${plan})`);
  await db.as(writer, (tx) => tx`update deep_work_subtasks set completed = true where task_id = ${task}`);
  expect(await readPlan()).toMatchObject({ status: 'awaiting_approval', current_step: 1 });
});

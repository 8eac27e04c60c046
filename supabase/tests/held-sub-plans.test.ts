/** What a plan forbids its sub-plans, for every move of a step. plan-trees.test.ts tests the rules as a whole. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, openDatabase, owner, serviceRole } from './identities.ts';
import { claimStep, heartbeatCall } from './lease-calls.ts';
import { readNewestLog, readPlan, readStep } from './plan-rows.ts';
import { type Call, expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let parent: string;
let child: string;
const agent = agentKey('owner', 'read', 'write');
const approver = agentKey('owner', 'read', 'write', 'approve');

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

const createSubPlan = async (plan: string, step: number, steps: postgres.JSONValue) => {
  const [row] = await db.as(
    agent,
    (tx) => tx`select id from agent_create_plan(${task}, 'detail', ${tx.json(steps)},
      parent_plan_id => ${plan}, parent_step_number => ${step})`,
  );
  return row?.id;
};
const move = (plan: string, step: number, action: string, identity = owner) =>
  db.as(identity, (tx) => tx`select agent_move_step(${plan}, ${step}, ${action}, 'Why')`);
const update = (plan: string, status: string) =>
  db.as(owner, (tx) => tx`select agent_update_plan(${plan}, ${status})`);
const claim = async (plan: string | null = null) => (await claimStep(db, { plan })).step;

beforeEach(async () => {
  await db.sql`delete from deep_work_tasks`;
  task = await db.makeTask('owner');
  parent = await db.makePlan('owner', task, [
    declareStep(1, { requires_approval: true }),
    declareStep(2, { depends_on: [] }),
  ]);
  child = await createSubPlan(parent, 1, [declareStep(1), declareStep(2)]);
});

const moves: [string, (plan: string) => Call][] = [
  ['start', (plan) => (tx) => tx`select agent_move_step(${plan}, 1, 'start_step')`],
  [
    'start under a lease',
    (plan) => (tx) => tx`select agent_move_step(${plan}, 1, 'start_step', lease_seconds => 60)`,
  ],
  ['complete', (plan) => (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step')`],
  ['log', (plan) => (tx) => tx`select agent_add_log('complete_step', ${plan}, step_number => 1)`],
  [
    'insert into the log',
    (plan) => (tx) =>
      tx`insert into agent_execution_logs (plan_id, step_number, action_type) values (${plan}, 1, 'complete_step')`,
  ],
  [
    'log in a batch',
    (plan) => (tx) =>
      tx`select agent_add_logs(${tx.json([{ plan_id: plan, step_number: 1, action_type: 'complete_step' }])})`,
  ],
  ['plan completed by hand', (plan) => (tx) => tx`select agent_update_plan(${plan}, 'completed')`],
  ['plan begun by hand', (plan) => (tx) => tx`select agent_update_plan(${plan}, 'in_progress')`],
  ['current_step moved by hand', (plan) => (tx) => tx`select agent_update_plan(${plan}, current_step => 2)`],
];

describe.each(moves)('a step of a sub-plan whose parent step awaits approval: %s', (_, call) => {
  test.each([
    ['a person', owner],
    ['an agent', agent],
    ['a key that may approve', approver],
    ['the service role', serviceRole],
  ])('is refused for %s', async (_name, identity) => {
    const error = await expectRefused(db, call(child), 'AE409', identity);
    expect(error.message).toContain('This sub-plan is held, because');
  });
});

test('lets a person skip a step held by a gate, but not a key without the scope approve', async () => {
  await expectRefused(db, (tx) => tx`select agent_move_step(${child}, 1, 'skip_step')`, 'AE409', agent);
  await move(child, 1, 'skip_step', owner);
  expect(await readStep(db, child, 1)).toMatchObject({ status: 'skipped' });
});

test('allows a step of a held sub-plan to be blocked or failed', async () => {
  await move(child, 1, 'block', agent);
  expect(await readPlan(db, child)).toMatchObject({ status: 'blocked' });
  await update(parent, 'in_progress');
});

test('lets a person complete the subtask of a held step, and logs why the step does not follow', async () => {
  const [subtask] = await db.as(
    owner,
    (tx) =>
      tx`select id from json_populate_recordset(null::public.deep_work_subtasks, agent_create_subtasks(${child})) limit 1`,
  );
  await db.as(owner, (tx) => tx`update deep_work_subtasks set completed = true where id = ${subtask?.id}`);
  expect(await readStep(db, child, 1)).toMatchObject({ status: 'pending' });
  expect(await readNewestLog(db, child)).toMatchObject({
    action_type: 'note',
    description: expect.stringContaining('This sub-plan is held'),
  });
});

describe('a claim', () => {
  const drain = async () => {
    const taken: string[] = [];
    for (let step = await claim(); step; step = await claim())
      taken.push(`${step.plan_id}/${step.step_number}`);
    return taken;
  };

  test('takes nothing from a sub-plan until its parent step is approved, and then at once', async () => {
    expect(await claim(child)).toBeNull();
    expect(await drain()).toEqual([`${parent}/2`]);
    await move(parent, 1, 'approve_step');
    expect(await drain()).toEqual([`${child}/1`]);
  });

  test('takes nothing after a rejection', async () => {
    await move(parent, 2, 'complete_step');
    await move(parent, 1, 'reject_step');
    expect(await drain()).toEqual([]);
    expect(await claim(child)).toBeNull();
  });

  test.each(['paused', 'cancelled', 'blocked', 'failed', 'awaiting_approval'])(
    'takes nothing while the plan two levels above is %s, and no step in progress is completed',
    async (status) => {
      await move(parent, 1, 'approve_step');
      await move(parent, 2, 'complete_step');
      const grandchild = await createSubPlan(child, 1, [declareStep(1), declareStep(2, { depends_on: [] })]);
      const { step, lease_token } = await claimStep(db, { plan: grandchild });
      expect(step).toMatchObject({ plan_id: grandchild, step_number: 1 });
      await update(parent, status);
      const [heartbeat] = await db.as(agent, heartbeatCall(grandchild, 1, lease_token));
      expect(heartbeat?.it).toMatchObject({
        should_stop: true,
        advice: expect.stringContaining('cannot be completed now'),
      });
      expect(await claim(grandchild)).toBeNull();
      expect(await drain()).toEqual([]);
      await expectRefused(
        db,
        (tx) => tx`select agent_move_step(${grandchild}, 1, 'complete_step')`,
        'AE409',
        owner,
      );
      if (status === 'cancelled') return;
      await update(parent, 'in_progress');
      await move(grandchild, 1, 'complete_step');
      expect(await drain()).toContain(`${grandchild}/2`);
    },
  );

  test('takes nothing from a sub-plan before the dependencies of its parent step are done', async () => {
    const ordered = await db.makePlan('owner', task);
    const later = await createSubPlan(ordered, 2, [declareStep(1)]);
    await expectRefused(db, (tx) => tx`select agent_move_step(${later}, 1, 'complete_step')`, 'AE409', agent);
    expect(await claim(later)).toBeNull();
    await move(ordered, 1, 'complete_step');
    expect(await drain()).toContain(`${later}/1`);
  });

  test('never takes a step with an open sub-plan, even one that was reopened', async () => {
    const free = await db.makePlan('owner', task, [declareStep(1)]);
    const sub = await createSubPlan(free, 1, [declareStep(1)]);
    await move(sub, 1, 'complete_step');
    await move(free, 1, 'reopen_step');
    await move(sub, 1, 'reopen_step');
    expect(await claim(free)).toBeNull();
    expect(await drain()).toContain(`${sub}/1`);
  });

  test('takes a step of a sub-plan that a re-plan detached', async () => {
    await db.as(
      owner,
      (tx) => tx`select agent_replan(${parent}, ${tx.json([declareStep(1, { description: 'Other' })])})`,
    );
    expect(await drain()).toContain(`${child}/1`);
  });
});

test('approving a step whose sub-plan is done completes it', async () => {
  for (const step of [1, 2]) await move(child, step, 'skip_step');
  const [row] = await db.as(owner, (tx) => tx`select * from agent_move_step(${parent}, 1, 'approve_step')`);
  expect(row).toMatchObject({ status: 'completed', result: { sub_plan_id: child } });
  const log =
    await db.sql`select action_type from agent_execution_logs where plan_id = ${parent} order by seq desc limit 2`;
  expect(log.map((entry) => entry.action_type)).toEqual(['complete_step', 'approve_step']);
});

test('a completion waits for a concurrent pause of a plan above, and is then refused', async () => {
  await move(parent, 1, 'approve_step');
  await move(child, 1, 'start_step');
  let completion: Promise<unknown> | undefined;
  await db.as(owner, async (tx) => {
    await tx`select agent_update_plan(${parent}, 'paused')`;
    completion = move(child, 1, 'complete_step').then(
      () => 'completed',
      (error: postgres.PostgresError) => error.code,
    );
    await tx`select pg_sleep(0.2)`;
  });
  expect(await completion).toBe('AE409');
});

test('concurrent moves, pauses and claims in one tree never deadlock', async () => {
  const wide = await db.makePlan('owner', task, [declareStep(1), declareStep(2, { depends_on: [] })]);
  const many = Array.from({ length: 20 }, (_, i) => declareStep(i + 1, { depends_on: [] }));
  const subs = [await createSubPlan(wide, 1, many), await createSubPlan(wide, 1, many)];
  const codes = await Promise.all([
    ...subs.flatMap((sub) =>
      many.map(({ step }) =>
        move(sub, step, 'complete_step', agent).then(
          () => null,
          (e) => e.code,
        ),
      ),
    ),
    ...Array.from({ length: 20 }, (_, i) =>
      update(wide, i % 2 ? 'in_progress' : 'paused').then(
        () => null,
        (e) => e.code,
      ),
    ),
    ...Array.from({ length: 10 }, () =>
      claim().then(
        () => null,
        (e) => e.code,
      ),
    ),
  ]);
  expect(codes.filter((code) => code !== null && code !== 'AE409')).toEqual([]);
});

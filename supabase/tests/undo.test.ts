/** Undoing the newest move of a step: the step is as before, and what has happened since is not lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
  serviceRole,
} from './identities.ts';
import { claimStep } from './lease-calls.ts';
import { readNewestLog, readPlan, readStep } from './plan-rows.ts';

let db: Database;
let task: string;
let plan: string;
const agent = agentKey('owner', 'read', 'write');
const reader = agentKey('owner', 'read');
const approver = agentKey('owner', 'read', 'approve');

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2), declareStep(3)]);
});

interface Move {
  by?: Identity;
  on?: string;
  error?: string;
}

/** Moves a step, and returns when, as the step says it. */
const move = async (
  step: number,
  action: string,
  { by = owner, on = plan, error }: Move = {},
): Promise<string> =>
  (
    await db.as(
      by,
      (tx) => tx`select to_jsonb(s) ->> 'updated_at' as at
        from agent_move_step(${on}, ${step}, ${action}, error_message => ${error ?? null}) s`,
    )
  )[0]?.at;
const undo = async (
  step: number,
  { by = owner, on = plan, at }: { by?: Identity; on?: string; at?: string } = {},
) =>
  (
    await db.as(
      by,
      (tx) => tx`select * from agent_undo_move(${on}, ${step}, moved_at => ${at ?? null}::text::timestamptz)`,
    )
  )[0];
const rowsOf = async (on = plan) =>
  (await db.sql`select action_type from agent_execution_logs where plan_id = ${on} order by seq`).map(
    (row) => row.action_type,
  );
/** The state of a step without what a move always changes. */
async function stateOf(step: number, on = plan) {
  const { updated_at, lease_token, ...state } = (await readStep(db, on, step)) ?? {};
  return state;
}
/** Compares the rows with the plan as its log tells it, and verifies the log. */
async function expectReplayable(on = plan) {
  const [row] = await db.sql`
    select to_jsonb(p) as plan, to_jsonb(r.plan) as replayed, to_jsonb(r.steps) as replayed_steps,
      (select jsonb_agg(to_jsonb(s) order by s.step_number) from agent_execution_steps s where s.plan_id = p.id) as steps
    from agent_execution_plans p, private.replay_plan(p.id, 9223372036854775807) r where p.id = ${on}`;
  const ofLog = ({ is_ready, lease_token, ...step }: Record<string, unknown>) => step;
  expect(row?.replayed_steps.map(ofLog)).toEqual(row?.steps.map(ofLog));
  for (const field of ['status', 'completed_steps', 'current_step', 'started_at', 'completed_at'])
    expect([field, row?.replayed[field]]).toEqual([field, row?.plan[field]]);
  const [proof] = await db.as(owner, (tx) => tx`select agent_verify_log(${on}) as it`);
  expect(proof?.it.is_valid).toBe(true);
}

describe('a person undoes', () => {
  test.each(['complete_step', 'skip_step', 'block', 'fail_step'])(
    '%s of a step in progress',
    async (action) => {
      await move(1, 'start_step', { by: agent });
      const before = await stateOf(1);
      const moved = await move(1, action, { error: 'No access' });
      expect((await stateOf(1)).status).not.toBe('in_progress');
      const undone = await undo(1, { at: moved });
      expect(undone).toMatchObject({ status: 'in_progress', attempt: 1 });
      expect(await stateOf(1)).toEqual(before);
      expect((await stateOf(2)).is_ready).toBe(false);
      expect(await readPlan(db, plan)).toMatchObject({
        status: 'in_progress',
        completed_steps: 0,
        current_step: 1,
      });
      expect(await readNewestLog(db, plan)).toMatchObject({
        action_type: 'undo_move',
        description: `Undid ${action}`,
        after_state: { status: 'in_progress' },
      });
      await expectReplayable();
    },
  );

  test('a release, without the lease that it ended', async () => {
    await claimStep(db, { plan });
    const { started_at } = await stateOf(1);
    await move(1, 'release_step');
    expect(await undo(1)).toMatchObject({ status: 'in_progress', attempt: 1, started_at, lease_owner: null });
    await expectReplayable();
  });

  test('a reopening and a start, each to the status before', async () => {
    await move(1, 'start_step');
    await undo(1);
    expect(await stateOf(1)).toMatchObject({
      status: 'pending',
      attempt: 0,
      started_at: null,
      is_ready: true,
    });
    await db.as(
      owner,
      (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step', result => '{"found": 3}')`,
    );
    const before = await stateOf(1);
    await move(1, 'reopen_step');
    await undo(1);
    expect(await stateOf(1)).toEqual(before);
    expect((await stateOf(2)).is_ready).toBe(true);
    await expectReplayable();
  });

  test('an approval and a rejection: the step asks again', async () => {
    plan = await db.makePlan('owner', task, [declareStep(1, { requires_approval: true }), declareStep(2)]);
    const before = await stateOf(1);
    await move(1, 'approve_step');
    await undo(1);
    expect(await stateOf(1)).toEqual(before);
    await move(1, 'reject_step', { error: 'Not yet' });
    await undo(1);
    expect(await stateOf(1)).toEqual(before);
    await expectReplayable();
  });

  test('a completion that opened a gate: the gate closes, and opens again', async () => {
    plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2, { requires_approval: true })]);
    await move(1, 'complete_step');
    expect((await stateOf(2)).status).toBe('awaiting_approval');
    await undo(1);
    expect((await stateOf(2)).status).toBe('pending');
    await expectReplayable();
    await move(1, 'complete_step');
    expect((await stateOf(2)).status).toBe('awaiting_approval');
    await expectReplayable();
  });

  test('the last completion of a plan, which opens again', async () => {
    for (const step of [1, 2, 3]) await move(step, 'complete_step');
    expect(await readPlan(db, plan)).toMatchObject({ status: 'completed' });
    await undo(3);
    expect(await readPlan(db, plan)).toMatchObject({
      status: 'in_progress',
      completed_at: null,
      current_step: 3,
    });
    await expectReplayable();
  });

  test('a block, with the blocker that it stored', async () => {
    await db.as(agent, (tx) => tx`select agent_block_step(${plan}, 1, 'No access')`);
    await undo(1);
    const [left] = await db.sql`select count(*)::int as n from agent_context_memory where plan_id = ${plan}`;
    expect(left?.n).toBe(0);
    expect(await readPlan(db, plan)).toMatchObject({ status: 'pending' });
  });
});

test('keeps a plan on the fast path, which continues after it', async () => {
  await move(1, 'complete_step');
  await undo(1);
  expect(await readPlan(db, plan)).toMatchObject({ is_chain: true });
  await move(1, 'complete_step', { by: agent });
  await move(2, 'complete_step', { by: agent });
  expect(await readPlan(db, plan)).toMatchObject({ completed_steps: 2, is_chain: true });
  await expectReplayable();
});

test('lets an agent claim a step whose completion was undone', async () => {
  await move(1, 'complete_step');
  await undo(1);
  expect((await claimStep(db, { plan })).step).toMatchObject({ step_number: 1 });
});

test('writes one row when the call is repeated', async () => {
  const at = await move(1, 'skip_step');
  const once = await undo(1, { at });
  const rows = await rowsOf();
  expect(await undo(1, { at })).toEqual(once);
  expect(await rowsOf()).toEqual(rows);
});

describe('refuses to undo', () => {
  const refused = async (step: number, reason: RegExp, options = {}) => {
    const before = await rowsOf();
    const { message } = await expectError(undo(step, options), 'AE409');
    expect(message).toMatch(reason);
    expect(await rowsOf()).toEqual(before);
  };

  test('another move than the one that the caller saw', async () => {
    await move(1, 'start_step');
    await refused(1, /has moved since/, { at: '2026-01-01T00:00:00Z' });
  });

  test('a completion after which a dependant began', async () => {
    await move(1, 'complete_step');
    await move(2, 'start_step');
    await refused(1, /step 2, which depends on it, has moved since/);
  });

  test('a completion after which a dependant began, whose earlier skip was undone in between', async () => {
    await move(2, 'skip_step');
    await move(1, 'complete_step');
    await undo(2);
    await move(2, 'start_step');
    await refused(1, /step 2, which depends on it, has moved since/);
  });

  test('a move of an approved step, if a step before it was edited since', async () => {
    plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2, { requires_approval: true })]);
    await move(1, 'complete_step');
    await move(2, 'approve_step');
    await move(2, 'skip_step', { by: agent });
    await move(1, 'reopen_step', { by: agent });
    const edit = (description: string) =>
      db.as(agent, (tx) => tx`select agent_edit_step(${plan}, 1, ${tx.json({ description })})`);
    const { description } = await stateOf(1);
    await edit('Something else');
    await refused(2, /approved, and a step before it has been edited/, { by: agent });
    await edit(description);
    expect(await undo(2, { by: agent })).toMatchObject({ status: 'pending', approved_at: expect.any(Date) });
    await expectReplayable();
  });

  test('a start under a lease, and the end of a lost one', async () => {
    await claimStep(db, { plan });
    await refused(1, /holds the step/);
  });

  test('a move of a step that was edited or re-planned since', async () => {
    await move(1, 'skip_step');
    await move(1, 'reopen_step');
    await db.as(owner, (tx) => tx`select agent_edit_step(${plan}, 1, '{"description": "Another"}')`);
    await refused(1, /edited since/);
  });

  test('anything in a cancelled plan', async () => {
    await move(1, 'complete_step');
    await db.as(owner, (tx) => tx`select agent_update_plan(${plan}, 'cancelled')`);
    await refused(1, /plan is cancelled/);
  });

  test('a step without a move, and a step of another owner', async () => {
    await expectError(undo(1), 'AE404');
    await move(1, 'start_step');
    await expectError(undo(1, { by: other }), 'AE404');
  });
});

test('an agent undoes moves of agents, and only a key with approve undoes a decision', async () => {
  await move(1, 'complete_step', { by: agent });
  await expectError(undo(1, { by: reader }), '42501');
  expect(await undo(1, { by: agent })).toMatchObject({ status: 'pending' });
  await move(1, 'skip_step');
  await expectError(undo(1, { by: agent }), 'AE403');
  expect(await undo(1, { by: serviceRole })).toMatchObject({ status: 'pending' });
  plan = await db.makePlan('owner', task, [declareStep(1, { requires_approval: true })]);
  await move(1, 'approve_step');
  await expectError(undo(1, { by: agent }), 'AE403');
  expect(await undo(1, { by: approver })).toMatchObject({ status: 'awaiting_approval' });
});

test('the step above follows a sub-plan whose completion is undone, unless a step after it began', async () => {
  const above = await db.makePlan('owner', task, [declareStep(1), declareStep(2)]);
  const [sub] = await db.as(
    owner,
    (tx) => tx`select id from agent_create_plan(${task}, 'research', ${tx.json([declareStep(1)])},
      parent_plan_id => ${above}, parent_step_number => 1)`,
  );
  const below: string = sub?.id;
  await move(1, 'complete_step', { on: below });
  expect(await stateOf(1, above)).toMatchObject({ status: 'completed' });
  const { message } = await expectError(undo(1, { on: above }), 'AE409');
  expect(message).toMatch(/moved with its sub-plan/);
  await move(2, 'start_step', { on: above });
  expect((await expectError(undo(1, { on: below }), 'AE409')).message).toMatch(/in the plan above, step 2/);
  await undo(2, { on: above });
  await undo(1, { on: below });
  expect((await stateOf(1, above)).status).not.toBe('completed');
  for (const id of [above, below]) await expectReplayable(id);
});

test('only the database logs undo_move', async () => {
  await expectError(
    db.as(owner, (tx) => tx`select agent_add_log('undo_move', ${plan}, step_number => 1)`),
    'AE400',
  );
});

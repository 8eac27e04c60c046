/** Approvals: who may give them, that no step bypasses them, and that an approval is valid only for the graph it was given for. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, expectError, openDatabase, owner } from './identities.ts';
import { readLog, readNewestLog, readStep } from './plan-rows.ts';
import { expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let plan: string;
const writer = agentKey('owner', 'read', 'write');
const approver = agentKey('owner', 'read', 'approve');

const gated = [
  declareStep(1),
  declareStep(2, { requires_approval: true }),
  declareStep(3, { requires_approval: true }),
];

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan('owner', task, gated);
});

const moveCall =
  (step: number, action: string, result: postgres.JSONValue = null) =>
  (tx: postgres.TransactionSql) =>
    tx`select * from agent_move_step(${plan}, ${step}, ${action}, 'Why', ${tx.json(result)})`;
const move = (step: number, action: string, identity = owner, result: postgres.JSONValue = null) =>
  db.as(identity, moveCall(step, action, result));
const stepRow = (step: number) => readStep(db, plan, step);
const newestLog = () => readNewestLog(db, plan);
const edit = (step: number, description: string) =>
  db.as(writer, (tx) => tx`select agent_edit_step(${plan}, ${step}, ${tx.json({ description })})`);
const replan = (steps: postgres.JSONValue, identity = writer) =>
  db.as(identity, (tx) => tx`select * from agent_replan(${plan}, ${tx.json(steps)}, 'Another way')`);

describe('a gate', () => {
  test('asks for approval in its turn, and the approval records the current graph', async () => {
    expect(await stepRow(2)).toMatchObject({ status: 'pending', graph_hash: null });
    await move(1, 'complete_step', writer);
    const asked = await stepRow(2);
    expect(asked).toMatchObject({ status: 'awaiting_approval', approved_at: null });
    expect(asked?.graph_hash).toMatch(/^[0-9a-f]{64}$/);
    await move(2, 'approve_step', approver);
    const log = await newestLog();
    expect(await stepRow(2)).toMatchObject({
      status: 'pending',
      approved_hash: asked?.graph_hash,
      approved_seq: log?.seq,
    });
    expect(log).toMatchObject({ after_state: { status: 'pending', graph_hash: asked?.graph_hash } });
    await move(2, 'start_step', writer);
  });

  test.each([
    ['start_step'],
    ['complete_step'],
    ['fail_step'],
    ['block'],
    ['skip_step'],
    ['reopen_step'],
    ['approve_step'],
  ])('that awaits approval is not moved by an agent’s %s', async (action) => {
    await move(1, 'complete_step', writer);
    await expectRefused(db, moveCall(2, action), action === 'approve_step' ? 'AE403' : 'AE409', writer);
  });

  test('is not moved by a comment, an update of the plan, or a person’s skip', async () => {
    await move(1, 'complete_step', writer);
    await db.as(
      writer,
      (tx) => tx`select agent_add_log('comment', ${plan}, step_number => 2, description => 'Approved!')`,
    );
    await db.as(writer, (tx) => tx`select agent_update_plan(${plan}, 'in_progress', 2)`);
    await expectError(move(2, 'skip_step'), 'AE409');
    expect(await stepRow(2)).toMatchObject({ status: 'awaiting_approval' });
    const [row] = await db.sql`select status from agent_execution_plans where id = ${plan}`;
    expect(row).toEqual({ status: 'awaiting_approval' });
  });

  test('refuses a second approval, one without the scope, and one before its turn', async () => {
    await expectRefused(db, moveCall(2, 'approve_step'), 'AE409');
    await move(1, 'complete_step');
    await expectRefused(db, moveCall(2, 'approve_step'), 'AE403', writer);
    await expectRefused(db, moveCall(2, 'reject_step'), 'AE403', writer);
    await expectRefused(db, moveCall(2, 'approve_step'), 'AE403', agentKey('owner', 'read'));
    await move(2, 'approve_step');
    await expectRefused(db, moveCall(2, 'approve_step'), 'AE409', agentKey('owner', 'write', 'approve'));
    await expectRefused(db, moveCall(2, 'reject_step'), 'AE409');
  });

  test('that was rejected cannot be started, only reopened, and then asks again', async () => {
    await move(1, 'complete_step');
    await move(2, 'reject_step');
    await expectRefused(db, moveCall(2, 'start_step'), 'AE409', writer);
    await expectRefused(db, moveCall(2, 'complete_step'), 'AE409', writer);
    await expectRefused(db, moveCall(2, 'skip_step'), 'AE403', writer);
    await move(2, 'reopen_step', writer);
    expect(await stepRow(2)).toMatchObject({ status: 'awaiting_approval' });
  });

  test('is not bypassed by a block or a skip before its turn', async () => {
    await move(2, 'block', writer);
    await move(1, 'complete_step', writer);
    await expectRefused(db, moveCall(2, 'start_step'), 'AE409', writer);
    await expectRefused(db, moveCall(3, 'skip_step'), 'AE403', writer);
    await move(3, 'skip_step', owner);
  });
});

describe('an approval and its graph', () => {
  beforeEach(() => move(1, 'complete_step', writer));

  test('refuses a stale graph_hash and accepts the current one', async () => {
    const seen = (await stepRow(2))?.graph_hash;
    await edit(2, 'Deploy to production');
    await expectRefused(db, moveCall(2, 'approve_step', { graph_hash: seen }), 'AE409');
    await expectRefused(db, moveCall(2, 'reject_step', { graph_hash: seen }), 'AE409');
    const now = (await stepRow(2))?.graph_hash;
    expect(now).not.toBe(seen);
    await move(2, 'approve_step', owner, { graph_hash: now, note: 'Fine' });
    expect((await readLog(db, plan)).find(({ action_type }) => action_type === 'approve_step')).toMatchObject(
      {
        after_state: { graph_hash: now, note: 'Fine', status: 'pending' },
      },
    );
  });

  test('asks again after an edit of the gated step, but not after an edit of a later step', async () => {
    await move(2, 'approve_step');
    await edit(3, 'Something later');
    expect(await stepRow(2)).toMatchObject({ status: 'pending' });
    expect((await stepRow(2))?.approved_at).not.toBeNull();
    await edit(2, 'Deploy to production');
    const asked = await stepRow(2);
    expect(asked).toMatchObject({ status: 'awaiting_approval', approved_at: null });
    expect(asked?.approved_hash).not.toBe(asked?.graph_hash);
    await expectError(move(2, 'start_step', writer), 'AE409');
  });

  test('asks again after a re-plan that changes earlier steps, but not one that changes later steps', async () => {
    await move(2, 'approve_step');
    await replan([...gated.slice(0, 2), declareStep(3, { description: 'Another end' })], owner);
    expect(await stepRow(2)).toMatchObject({ status: 'pending' });
    await replan(
      [declareStep(1), declareStep(2, { description: 'First test it' }), { ...gated[1], step: 3 }],
      owner,
    );
    expect(await stepRow(3)).toMatchObject({ description: 'Step 2', status: 'pending', approved_at: null });
    await move(2, 'complete_step', writer);
    expect(await stepRow(3)).toMatchObject({ status: 'awaiting_approval' });
  });

  test('lets a key without the scope re-plan, but not remove the gate', async () => {
    const withoutGate = [declareStep(1), declareStep(2), gated[2] ?? null];
    await expectRefused(
      db,
      (tx) => tx`select agent_replan(${plan}, ${tx.json(withoutGate)})`,
      'AE403',
      writer,
    );
    await expectRefused(
      db,
      (tx) => tx`select agent_replan(${plan}, ${tx.json([declareStep(1)])})`,
      'AE403',
      writer,
    );
    await replan(gated.concat(declareStep(4)));
    await replan(withoutGate, owner);
    expect(await stepRow(2)).toMatchObject({ status: 'pending', requires_approval: false });
    await move(2, 'start_step', writer);
  });
});

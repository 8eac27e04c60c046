/** Versions: what a re-plan keeps and refuses, how it reports the difference, and how to go back. */
import type postgres from 'postgres';
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
import { expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let plan: string;
const writer = agentKey('owner', 'read', 'write');
const three = [1, 2, 3].map((n) => declareStep(n, { estimated_duration: 10 }));

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan('owner', task, three);
});

const replanCall =
  (steps: postgres.JSONValue, reason: string | null = null) =>
  (tx: postgres.TransactionSql) =>
    tx`select * from agent_replan(${plan}, ${tx.json(steps)}, ${reason})`;
const replan = (steps: postgres.JSONValue, reason: string | null = null, identity = writer) =>
  db.as(identity, replanCall(steps, reason));
const move = (step: number, action: string, result: postgres.JSONValue = null) =>
  db.as(
    writer,
    (tx) => tx`select agent_move_step(${plan}, ${step}, ${action}, result => ${tx.json(result)})`,
  );
const steps = () => db.sql`select * from agent_execution_steps where plan_id = ${plan} order by step_number`;
const planRow = () => readPlan(db, plan);
const newestLog = () => readNewestLog(db, plan);
const versions = async () =>
  (await db.as(owner, (tx) => tx`select agent_list_plan_versions(${plan}) as list`))[0]?.list;
const compare = async (from: number, to: number | null = null) =>
  (await db.as(owner, (tx) => tx`select agent_compare_plan_versions(${plan}, ${from}, ${to}) as it`))[0]?.it
    .steps;
const isValid = async () =>
  (await db.as(owner, (tx) => tx`select agent_verify_log(${plan}) ->> 'is_valid' as it`))[0]?.it;

describe('a re-plan', () => {
  test('keeps the work of steps that stay, and resets the rest', async () => {
    await move(1, 'complete_step', { found: 3 });
    await move(2, 'block');
    const [kept] = await steps();
    await replan(
      [three[0] ?? null, declareStep(2), declareStep(3, { description: 'New' }), declareStep(4)],
      'Blocked',
    );
    const rows = await steps();
    expect(rows[0]).toEqual(kept);
    expect(rows.map((row) => [row.description, row.status])).toEqual([
      ['Step 1', 'completed'],
      ['Step 2', 'pending'],
      ['New', 'pending'],
      ['Step 4', 'pending'],
    ]);
    expect(await planRow()).toMatchObject({
      version: 2,
      total_steps: 4,
      completed_steps: 1,
      current_step: 2,
      status: 'in_progress',
      estimated_duration: 10,
      plan_json: { steps: [{ description: 'Step 1' }, {}, { description: 'New' }, {}] },
    });
    expect(await newestLog()).toMatchObject({
      action_type: 'replan',
      description: 'Version 2: 1 added, 0 removed, 2 changed, 1 kept. Blocked',
      before_state: { version: 1 },
      after_state: { version: 2, reason: 'Blocked', added: [4], removed: [], changed: [2, 3], kept: [1] },
    });
    expect(await isValid()).toBe('true');
  });

  test('finds work that stays at any new position', async () => {
    await move(1, 'complete_step', { found: 3 });
    await move(2, 'complete_step', { read: 2 });
    await replan([
      declareStep(1, { description: 'Before all', depends_on: [] }),
      declareStep(2, { description: 'Step 1', estimated_duration: 10, depends_on: [] }),
      declareStep(3, { description: 'Step 3', estimated_duration: 10, depends_on: [2] }),
      declareStep(4, { description: 'Step 2', estimated_duration: 10, depends_on: [2] }),
    ]);
    const rows = await steps();
    expect(rows.map((row) => [row.step_number, row.description, row.status, row.result])).toEqual([
      [1, 'Before all', 'pending', null],
      [2, 'Step 1', 'completed', { found: 3 }],
      [3, 'Step 3', 'pending', null],
      [4, 'Step 2', 'completed', { read: 2 }],
    ]);
    expect((await newestLog())?.after_state).toMatchObject({
      added: [1],
      moved: [2, 4],
      changed: [3],
      kept: [2, 4],
    });
  });

  test('of a step with another text drops its work, which stays in the log', async () => {
    await move(1, 'complete_step', { found: 3 });
    await replan([declareStep(1, { description: 'Other' }), ...three.slice(1)]);
    expect((await steps())[0]).toMatchObject({ status: 'pending', attempt: 0, result: null });
    const rows =
      await db.sql`select from agent_execution_logs where plan_id = ${plan} and action_type = 'complete_step'`;
    expect(rows).toHaveLength(1);
  });

  test('reopens a completed plan, but not a cancelled one', async () => {
    for (const step of [1, 2, 3]) await move(step, 'complete_step');
    await replan([...three, declareStep(4)]);
    expect(await planRow()).toMatchObject({ status: 'in_progress', current_step: 4, completed_at: null });
    await db.as(owner, (tx) => tx`select agent_update_plan(${plan}, 'cancelled')`);
    await expectRefused(db, replanCall(three), 'AE409');
  });

  test('leaves a step in progress alone, or is refused', async () => {
    await move(1, 'complete_step');
    await move(2, 'start_step');
    for (const changed of [
      [declareStep(1), declareStep(2, { description: 'Other' })],
      [declareStep(1)],
      [declareStep(1), declareStep(2, { max_attempts: 3, estimated_duration: 10 })],
      [
        declareStep(1),
        declareStep(2, { description: 'New' }),
        declareStep(3, { description: 'Step 2', estimated_duration: 10 }),
      ],
    ]) {
      const error = await expectRefused(db, replanCall(changed), 'AE409', writer);
      expect(error.message).toContain('Step 2 is in progress');
    }
    await replan([...three.slice(0, 2), declareStep(3, { description: 'Other' })]);
    expect((await steps())[1]).toMatchObject({ status: 'in_progress', attempt: 1 });
  });

  test.each<[string, postgres.JSONValue]>([
    ['no steps', []],
    ['a value that is not a list', {}],
    ['a dependency cycle', [declareStep(1, { depends_on: [2] }), declareStep(2, { depends_on: [1] })]],
    ['wrong numbers', [declareStep(2)]],
    ['a description that is too long', [declareStep(1, { description: 'x'.repeat(10_001) })]],
  ])('with %s is refused', async (_name, bad) => {
    await expectRefused(db, replanCall(bad), 'AE400');
  });

  test('may declare as much as a plan may: more than 256 KB, but at most 1 MB', async () => {
    const long = (count: number) =>
      Array.from({ length: count }, (_, i) => declareStep(i + 1, { description: 'x'.repeat(9000) + i }));
    await replan(long(60));
    await expectRefused(db, replanCall(long(130)), 'AE413');
  });

  test('by another person or a read-only key is refused', async () => {
    await expectRefused(db, replanCall(three), 'AE404', other);
    await expectRefused(db, replanCall(three), '42501', agentKey('owner', 'read'));
  });

  test('by 8 callers at once makes 8 versions', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => replan([...three, declareStep(4, { description: `New ${n}` })])),
    );
    expect((await versions()).map((version: { version: number }) => version.version)).toEqual([
      9, 8, 7, 6, 5, 4, 3, 2, 1,
    ]);
    expect(await isValid()).toBe('true');
  });
});

describe('versions', () => {
  test('are listed newest first, each with its changes', async () => {
    await replan([...three, declareStep(4)], 'More');
    expect(await versions()).toMatchObject([
      {
        version: 2,
        reason: 'More',
        total_steps: 4,
        added: [4],
        removed: [],
        changed: [],
        created_by: "owner's agent",
      },
      { version: 1, reason: null, total_steps: 3, added: null },
    ]);
    expect(await db.as(other, (tx) => tx`select agent_list_plan_versions(${plan}) as list`)).toEqual([
      { list: [] },
    ]);
  });

  test('are compared with each other and with the current steps', async () => {
    await replan([
      three[0] ?? null,
      declareStep(2, { estimated_duration: 20 }),
      declareStep(3, { description: 'New' }),
    ]);
    expect(await compare(1, 2)).toMatchObject([
      { change: 'same', fields: [] },
      {
        change: 'changed',
        fields: ['estimated_duration'],
        before: { estimated_duration: 10 },
        after: { estimated_duration: 20 },
      },
      { change: 'changed', fields: ['description', 'estimated_duration'] },
    ]);
    await db.as(owner, (tx) => tx`select agent_edit_step(${plan}, 3, '{"description": "Newer"}')`);
    expect((await compare(2)).map((step: { change: string }) => step.change)).toEqual([
      'same',
      'same',
      'changed',
    ]);
    expect((await compare(2, 1))[1]).toMatchObject({ before: { estimated_duration: 20 } });
    await expectError(
      db.as(owner, (tx) => tx`select agent_compare_plan_versions(${plan}, 1, 3)`),
      'AE404',
    );
    await expectError(
      db.as(other, (tx) => tx`select agent_compare_plan_versions(${plan}, 1, 2)`),
      'AE404',
    );
  });

  test('report a removed step as removed and a moved one as moved', async () => {
    await replan([
      declareStep(1, { description: 'Step 2', estimated_duration: 10, depends_on: [] }),
      declareStep(2, { description: 'Step 3', estimated_duration: 10 }),
    ]);
    expect(
      (await compare(1, 2)).map((d: { change: string; fields: string[] }) => [d.change, d.fields]),
    ).toEqual([
      ['changed', ['depends_on']],
      ['removed', []],
      ['moved', []],
    ]);
  });

  test('are restored as a new version that keeps the work done', async () => {
    await move(1, 'complete_step', { found: 3 });
    await replan([three[0] ?? null, declareStep(2, { description: 'Other' })]);
    const [row] = await db.as(
      writer,
      (tx) => tx`select * from agent_revert_plan(${plan}, 1, 'It was better')`,
    );
    expect(row).toMatchObject({ version: 3, total_steps: 3, plan_json: { steps: three } });
    expect((await steps())[0]).toMatchObject({ status: 'completed', result: { found: 3 } });
    expect(await versions()).toMatchObject([{ version: 3, reverts_to: 1, reason: 'It was better' }, {}, {}]);
    await expectRefused(db, (tx) => tx`select agent_revert_plan(${plan}, 9)`, 'AE404');
    await expectRefused(db, (tx) => tx`select agent_revert_plan(${plan}, 1)`, 'AE404', other);
  });

  test('cannot be changed by any caller', async () => {
    for (const statement of [
      'update agent_plan_versions set reason = null',
      'delete from agent_plan_versions',
    ])
      await expectError(
        db.as({ role: 'service_role', claims: {} }, (tx) => tx.unsafe(statement)),
        'AE403',
      );
  });
});

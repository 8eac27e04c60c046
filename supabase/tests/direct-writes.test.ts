/** Writes to the table of plans have the same effect as the operations: log rows, state and errors. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logOf } from './comparable-log.ts';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  openDatabase,
  other,
  owner,
  serviceRole,
} from './identities.ts';
import { readLog, readPlan } from './plan-rows.ts';
import { type Call, expectRefused } from './refusal.ts';

let db: Database;
let taskId: string;
let plan: string;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  taskId = await db.makeTask('owner');
  plan = await db.makePlan('owner', taskId);
});

const writer = agentKey('owner', 'read', 'write');
const callers = [
  ['the owner', owner],
  ['an agent key', writer],
  ['the service role', serviceRole],
] as const;
const two = [declareStep(1), declareStep(2, { estimated_duration: 5 })];

describe.each(callers)('%s', (_name, identity) => {
  const insert = (row: Record<string, postgres.SerializableParameter>, steps: postgres.JSONValue = two) =>
    db.as(identity, async (tx) => {
      const whole = { task_id: taskId, plan_type: 'research', plan_json: tx.json({ steps }), ...row };
      return (await tx`insert into agent_execution_plans ${tx(whole)} returning *`)[0];
    });

  test('inserts a plan with the same steps, first log row and version as agent_create_plan', async () => {
    const row = await insert({ agent_reasoning: 'Why' });
    const made = row?.id;
    const [called] = await db.as(
      identity,
      (tx) => tx`select id from agent_create_plan(${taskId}, 'research', ${tx.json(two)}, 'Why')`,
    );
    expect(await logOf(db, made)).toEqual(await logOf(db, called?.id));
    const state = async (id: string) => {
      const {
        id: _id,
        last_hash,
        last_seq,
        created_at,
        updated_at,
        next_claim_at,
        ...rest
      } = (await readPlan(db, id)) ?? {};
      return [rest, (await db.sql`select from agent_execution_steps where plan_id = ${id}`).count];
    };
    expect(await state(made)).toEqual(await state(called?.id));
    const [version] = await db.sql`select version, steps from agent_plan_versions where plan_id = ${made}`;
    expect(version).toEqual({ version: 1, steps: two });
  });

  test('inserts a plan with every documented column', async () => {
    const row = await insert({ total_steps: 2, current_step: 2, status: 'in_progress', agent_reasoning: '' });
    expect(row).toMatchObject({ total_steps: 2, current_step: 2, status: 'in_progress' });
    expect(await readPlan(db, row?.id)).toMatchObject({ current_step: 2, status: 'in_progress' });
    expect((await readLog(db, row?.id)).map((log) => log.action_type)).toEqual([
      'create_plan',
      'update_plan',
    ]);
    expect(await insert({ status: 'pending', current_step: 1, total_steps: 2 })).toMatchObject({
      status: 'pending',
    });
  });

  test('returns the inserted row as it is stored, also with a gate on the first step', async () => {
    const gated = [declareStep(1, { requires_approval: true })];
    for (const status of ['pending', 'awaiting_approval', 'in_progress']) {
      const row = await insert({ status }, gated);
      expect(row).toMatchObject({ status: 'awaiting_approval' });
      expect(await readPlan(db, row?.id)).toMatchObject({ status: 'awaiting_approval' });
    }
  });

  test.each([
    ['total_steps', { total_steps: 3 }, 'AE400'],
    ['current_step', { current_step: 4 }, 'AE400'],
    ['steps', { plan_json: '{"steps": []}' }, 'AE400'],
    ['task', { task_id: 'nowhere' }, 'AE404'],
  ])('is refused an insert with a wrong %s', async (_what, row, sqlstate) => {
    await expectError(insert(row), sqlstate);
  });

  test('updates a plan as agent_update_plan does, and returns the new row', async () => {
    const twin = await db.makePlan('owner', taskId);
    const rows = await db.as(
      identity,
      (tx) => tx`update agent_execution_plans
        set status = 'in_progress', current_step = 2, agent_reasoning = 'Why', total_steps = 3, task_id = ${taskId}
        where id = ${plan} returning *`,
    );
    await db.as(identity, (tx) => tx`select agent_update_plan(${twin}, 'in_progress', 2, 'Why')`);
    expect(rows).toEqual([await readPlan(db, plan)]);
    expect(rows[0]).toMatchObject({ status: 'in_progress', current_step: 2, agent_reasoning: 'Why' });
    expect(await logOf(db, plan)).toEqual(await logOf(db, twin));
  });

  test.each(['forwards', 'backwards'])(
    'updates many plans at once, including a plan and its sub-plan, %s',
    async (order) => {
      const [child] = await db.as(
        owner,
        (tx) => tx`select id from agent_create_plan(${taskId}, 'part', ${tx.json(two)},
        parent_plan_id => ${plan}, parent_step_number => 1)`,
      );
      const ids = [plan, child?.id, await db.makePlan('owner', taskId)];
      await db.sql`create index if not exists forwards on agent_execution_plans (created_at)`;
      await db.sql`create index if not exists backwards on agent_execution_plans (created_at desc)`;
      await db.sql`cluster agent_execution_plans using ${db.sql(order)}`;
      const rows = await db.as(identity, async (tx) => {
        for (const scan of ['indexscan', 'bitmapscan'])
          await tx`select set_config(${`enable_${scan}`}, 'off', true)`;
        return tx`update agent_execution_plans set status = 'paused' where id = any (${ids}) returning *`;
      });
      expect(rows.map((row) => row.id)).toEqual(order === 'forwards' ? ids : ids.toReversed());
      expect(rows.map((row) => row.status)).toEqual(['paused', 'paused', 'paused']);
      for (const id of ids) expect(await readPlan(db, id)).toMatchObject({ status: 'paused' });
    },
  );

  test('writes and logs nothing with an update to the same values', async () => {
    const before = await readPlan(db, plan);
    const rows = await db.as(
      identity,
      (tx) =>
        tx`update agent_execution_plans set status = 'pending', current_step = 1 where id = ${plan} returning *`,
    );
    expect(rows).toEqual([before]);
    expect(await readLog(db, plan)).toHaveLength(1);
  });

  test('upserts a plan: creates a new one, updates an existing one', async () => {
    const upsert = (status: string, id: string) =>
      db.as(
        identity,
        (tx) => tx`insert into agent_execution_plans (id, task_id, plan_type, plan_json, status)
          values (${id}, ${taskId}, 'research', ${tx.json({ steps: two })}, ${status})
          on conflict (id) do update set task_id = excluded.task_id, plan_type = excluded.plan_type,
            plan_json = excluded.plan_json, status = excluded.status returning *`,
      );
    const id = crypto.randomUUID();
    await upsert('pending', id);
    expect(await upsert('paused', id)).toEqual([await readPlan(db, id)]);
    expect(await readPlan(db, id)).toMatchObject({ status: 'paused' });
    expect((await readLog(db, id)).map((log) => log.action_type)).toEqual(['create_plan', 'update_plan']);
  });

  test.each([
    [
      'an unknown move',
      (tx) => tx`update agent_execution_plans set status = 'pending' where id = ${plan}`,
      'AE409',
    ],
    ['a step that does not exist', (tx) => tx`update agent_execution_plans set current_step = 9`, 'AE400'],
    ['no reasoning', (tx) => tx`update agent_execution_plans set agent_reasoning = null`, 'AE400'],
    ['its steps', (tx) => tx`update agent_execution_plans set plan_json = '{"steps": []}'`, 'AE403'],
    ['its step count', (tx) => tx`update agent_execution_plans set total_steps = 9`, 'AE403'],
    ['its task', (tx) => tx`update agent_execution_plans set task_id = ${'x'}`, 'AE403'],
    ['its owner', (tx) => tx`update agent_execution_plans set user_id = ${'x'}`, 'AE403'],
    ['the head of its log', (tx) => tx`update agent_execution_plans set last_hash = ${'x'}`, 'AE403'],
    ['its timestamps', (tx) => tx`update agent_execution_plans set completed_at = now()`, 'AE403'],
    ['a version', (tx) => tx`update agent_plan_versions set reason = ${'x'}`, 'AE403'],
    [
      'a new version',
      (tx) => tx`insert into agent_plan_versions (plan_id, version) values (${plan}, 9)`,
      'AE403',
    ],
    ['a log row', (tx) => tx`update agent_execution_logs set description = ${'x'}`, 'AE403'],
    [
      'a deletion of a log row',
      (tx) => tx`delete from agent_execution_logs where plan_id = ${plan}`,
      'AE403',
    ],
  ] satisfies [string, Call, string][])('is refused an update to %s', async (_what, call, sqlstate) => {
    await db.sql`delete from deep_work_tasks where id <> ${taskId}`;
    await db.as(owner, (tx) => tx`select agent_update_plan(${plan}, 'in_progress', null, 'Why')`);
    await expectRefused(db, call, sqlstate, identity);
  });
});

describe.each([
  ['the owner', owner],
  ['the service role', serviceRole],
])('%s', (_name, identity) => {
  test('deletes a plan and then its task, with all their rows', async () => {
    await db.as(owner, (tx) => tx`select agent_set_context('notes', 'a', 'one', plan_id => ${plan})`);
    const left = async () => {
      const [row] = await db.sql`select
        (select count(*)::int from agent_execution_plans where task_id = ${taskId}) as plans,
        (select count(*)::int from agent_execution_steps where plan_id = ${plan}) as steps,
        (select count(*)::int from agent_execution_logs where plan_id = ${plan}) as logs,
        (select count(*)::int from agent_execution_logs where task_id = ${taskId}) as task_logs,
        (select count(*)::int from agent_context_memory where plan_id = ${plan}) as context`;
      return row;
    };
    const gone = await db.as(
      identity,
      (tx) => tx`delete from agent_execution_plans where id = ${plan} returning id`,
    );
    expect(gone).toHaveLength(1);
    expect(await left()).toMatchObject({ plans: 0, steps: 0, logs: 0, context: 0 });
    await db.makePlan('owner', taskId);
    await db.as(identity, (tx) => tx`delete from deep_work_tasks where id = ${taskId}`);
    expect(await left()).toEqual({ plans: 0, steps: 0, logs: 0, task_logs: 0, context: 0 });
  });
});

test('sub-plans follow a plan that is updated as they follow agent_update_plan', async () => {
  const story = async (id: string, update: (status: string) => Call) => {
    const [child] = await db.as(
      owner,
      (tx) => tx`select id from agent_create_plan(${taskId}, 'part', ${tx.json([declareStep(1)])},
        parent_plan_id => ${id}, parent_step_number => 1)`,
    );
    await db.as(owner, update('paused'));
    expect(await readPlan(db, child?.id)).toMatchObject({ next_claim_at: null });
    await db.as(owner, (tx) => tx`select agent_move_step(${child?.id}, 1, 'skip_step')`);
    await db.as(owner, update('in_progress'));
    const log = (await logOf(db, id)).map(({ metadata, ...row }) =>
      JSON.parse(JSON.stringify(row).replaceAll(child?.id, 'child')),
    );
    const [chain] = await db.as(owner, (tx) => tx`select agent_verify_log(${id}) as result`);
    expect(chain?.result).toMatchObject({ is_valid: true });
    return log;
  };
  const twin = await db.makePlan('owner', taskId);
  const direct = await story(
    plan,
    (status) => (tx) => tx`update agent_execution_plans set status = ${status} where id = ${plan}`,
  );
  expect(direct.map((row) => row.action_type)).toContain('complete_step');
  expect(direct).toEqual(
    await story(twin, (status) => (tx) => tx`select agent_update_plan(${twin}, ${status})`),
  );
});

test('an update with a read-only key is refused, and one by another owner reaches nothing', async () => {
  const update: Call = (tx) => tx`update agent_execution_plans set status = 'paused' where id = ${plan}`;
  await expectRefused(db, update, '42501', agentKey('owner', 'read'));
  for (const stranger of [other, agentKey('other', 'read', 'write', 'approve')])
    expect((await db.as(stranger, update)).count).toBe(0);
  expect(await readLog(db, plan)).toHaveLength(1);
});

test('a key for another plan reaches nothing, and a key for the plan updates it', async () => {
  const restricted = (plan_id: string) => ({ ...writer, claims: { ...writer.claims, plan_id } });
  const sibling = await db.makePlan('owner', taskId);
  const update: Call = (tx) => tx`update agent_execution_plans set status = 'paused' where id = ${plan}`;
  expect((await db.as(restricted(sibling), update)).count).toBe(0);
  expect((await db.as(restricted(plan), update)).count).toBe(1);
});

test('an upsert neither reads nor changes a plan of another owner', async () => {
  const theirs = await db.makeTask('other');
  const upsert: Call = (tx) => tx`insert into agent_execution_plans (id, task_id, plan_type, plan_json)
    values (${plan}, ${theirs}, 'research', ${tx.json({ steps: two })})
    on conflict (id) do update set plan_type = excluded.plan_type returning *`;
  await expectRefused(db, upsert, '42501', other);
});

test('an internal setting has no effect for a caller with SQL', async () => {
  await db.as(owner, async (tx) => {
    await tx`select set_config('agent_execution.direct_update', 'yes', true)`;
    await tx`select agent_update_plan(${plan}, 'in_progress')`;
  });
  expect(await readPlan(db, plan)).toMatchObject({ status: 'in_progress' });
});

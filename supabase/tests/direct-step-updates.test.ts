/** An update of steps has the same effect as the moves and edits that it stands for: log rows, state and errors. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logOf } from './comparable-log.ts';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
  person,
  serviceRole,
  type Transaction,
} from './identities.ts';
import { readLog, readPlan, readStep } from './plan-rows.ts';
import { type Call, expectRefused } from './refusal.ts';

let db: Database;
let taskId: string;
let plan: string;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  await db.sql`delete from deep_work_tasks`;
  taskId = await db.makeTask('owner');
  plan = await db.makePlan('owner', taskId);
});

const writer = agentKey('owner', 'read', 'write');
const callers = [
  ['the owner', owner],
  ['an agent key', agentKey('owner', 'read', 'write', 'approve')],
  ['the service role', serviceRole],
] as const;

type Columns = Record<string, postgres.SerializableParameter | postgres.JSONValue>;

// postgres.js writes an object to a json column as JSON, but its types do not allow it.
const update = (tx: Transaction, id: string, step: number | null, columns: Columns) =>
  tx`update agent_execution_steps set ${tx(columns as Record<string, string>)}
    where plan_id = ${id} and (${step}::int is null or step_number = ${step}) returning *`;

/** The operations return the columns of the row. So each move is made twice and compared. */
async function expectSame(
  identity: Identity,
  columns: Columns,
  call: (tx: Transaction, id: string) => Promise<unknown>,
  prepare: Call[] = [],
) {
  const twin = await db.makePlan('owner', taskId);
  const begin = plan;
  for (const id of [begin, twin]) {
    plan = id;
    for (const move of prepare) await db.as(owner, move);
  }
  plan = begin;
  const rows = await db.as(identity, (tx) => update(tx, plan, 1, columns));
  await db.as(identity, (tx) => call(tx, twin));
  expect(rows).toEqual([await readStep(db, plan, 1)]);
  expect(await logOf(db, plan)).toEqual(await logOf(db, twin));
  const stateOf = async (id: string) =>
    (
      await db.sql`
    select step_number, status, attempt, is_ready, result, error_message, agent_confidence, description, started_at is null as is_idle,
      completed_at is null as is_open
    from agent_execution_steps where plan_id = ${id} order by 1`
    ).map((row) => ({ ...row }));
  expect(await stateOf(plan)).toEqual(await stateOf(twin));
  const ofPlan = async (id: string) => {
    const { status, current_step, completed_steps } = (await readPlan(db, id)) ?? {};
    return { status, current_step, completed_steps };
  };
  expect(await ofPlan(plan)).toEqual(await ofPlan(twin));
}

const move =
  (action: string): Call =>
  (tx) =>
    tx`select agent_move_step(${plan}, 1, ${action})`;

describe.each(callers)('%s', (_name, identity) => {
  test.each([
    ['in_progress', 'start_step', []],
    ['completed', 'complete_step', []],
    ['completed', 'complete_step', ['start_step']],
    ['skipped', 'skip_step', []],
    ['pending', 'release_step', ['start_step']],
    ['pending', 'reopen_step', ['complete_step']],
    ['pending', 'reopen_step', ['skip_step']],
  ])('sets %s, which is %s, after %j', async (status, action, before) => {
    await expectSame(
      identity,
      { status },
      (tx, id) => tx`select agent_move_step(${id}, 1, ${action})`,
      before.map(move),
    );
  });

  test('completes a step with a result and a confidence', async () => {
    await expectSame(
      identity,
      { status: 'completed', result: { found: 15 }, agent_confidence: 0.95 },
      (tx, id) =>
        tx`select agent_move_step(${id}, 1, 'complete_step', result => ${tx.json({ found: 15 })}, agent_confidence => 0.95)`,
    );
  });

  test.each([
    ['failed', 'fail_step'],
    ['blocked', 'block'],
  ])('sets %s with an error_message, which is %s', async (status, action) => {
    await expectSame(
      identity,
      { status, error_message: 'No network' },
      (tx, id) => tx`select agent_move_step(${id}, 1, ${action}, error_message => 'No network')`,
    );
  });

  test.each([
    ['pending', 'approve_step', null],
    ['blocked', 'reject_step', 'Too large'],
  ])('decides on a gate: %s is %s', async (status, action, error_message) => {
    const gated = [declareStep(1, { requires_approval: true })];
    plan = await db.makePlan('owner', taskId, gated);
    const twin = await db.makePlan('owner', taskId, gated);
    const [row] = await db.as(identity, (tx) => update(tx, plan, 1, { status, error_message }));
    await db.as(
      identity,
      (tx) => tx`select agent_move_step(${twin}, 1, ${action}, error_message => ${error_message})`,
    );
    const { approved_seq, ...rest } = (await readStep(db, plan, 1)) ?? {};
    expect(row).toMatchObject(rest);
    expect(rest).toMatchObject({ status, is_ready: status === 'pending' });
    const actions = async (id: string) => (await readLog(db, id)).map((log) => log.action_type);
    expect(await actions(plan)).toEqual(await actions(twin));
  });

  test('edits a pending step', async () => {
    await expectSame(
      identity,
      { description: 'Changed', estimated_duration: 30 },
      (tx, id) =>
        tx`select agent_edit_step(${id}, 1, ${tx.json({ description: 'Changed', estimated_duration: 30 })})`,
    );
  });

  test('completes all steps in one statement in the order of their dependencies', async () => {
    await db.sql`create index if not exists backwards on agent_execution_steps (plan_id, step_number desc)`;
    await db.sql`cluster agent_execution_steps using backwards`;
    const rows = await db.as(identity, async (tx) => {
      for (const scan of ['indexscan', 'bitmapscan'])
        await tx`select set_config(${`enable_${scan}`}, 'off', true)`;
      return update(tx, plan, null, { status: 'completed' });
    });
    expect(rows.map((row) => row.step_number)).toEqual([3, 2, 1]);
    for (const row of rows) expect(row).toEqual(await readStep(db, plan, row.step_number));
    expect(await readPlan(db, plan)).toMatchObject({
      status: 'completed',
      completed_steps: 3,
      current_step: 4,
    });
    expect((await readLog(db, plan)).map((log) => log.action_type)).toEqual([
      'create_plan',
      'complete_step',
      'complete_step',
      'complete_step',
    ]);
    const [chain] = await db.as(owner, (tx) => tx`select agent_verify_log(${plan}) as result`);
    expect(chain?.result).toMatchObject({ rows: 4, is_valid: true });
  });

  test('returns the stored step if the same statement updates the plan', async () => {
    const [row] = await db.as(
      identity,
      (tx) => tx`
        with moved as (
          update agent_execution_steps set status = 'in_progress' where plan_id = ${plan} and step_number = 1
          returning *
        ), reasoned as (
          update agent_execution_plans set agent_reasoning = 'Because' where id = ${plan} returning id
        )
        select moved.* from moved, reasoned`,
    );
    expect(row).toEqual(await readStep(db, plan, 1));
    expect(await readPlan(db, plan)).toMatchObject({ status: 'in_progress', agent_reasoning: 'Because' });
  });

  test('writes and logs nothing with an update to the same values', async () => {
    await db.as(owner, move('complete_step'));
    const before = await readStep(db, plan, 1);
    const columns = { status: 'completed', action: 'work', attempt: 1 };
    expect(await db.as(identity, (tx) => update(tx, plan, 1, columns))).toEqual([before]);
    expect(await readLog(db, plan)).toHaveLength(2);
  });

  test.each([
    ['a step with open dependencies', 2, { status: 'completed' }, 'AE409'],
    ['a gate that the caller invents', 1, { status: 'awaiting_approval' }, 'AE409'],
    ['a result with a start', 1, { status: 'in_progress', result: { a: 1 } }, 'AE400'],
    ['an error with a completion', 1, { status: 'completed', error_message: 'No' }, 'AE400'],
    ['a result only', 1, { result: { a: 1 } }, 'AE409'],
    ['times', 1, { status: 'completed', completed_at: '2001-01-01T00:00:00Z' }, 'AE403'],
    ['attempts', 1, { attempt: 5 }, 'AE403'],
    ['a lease', 1, { lease_owner: 'me' }, 'AE403'],
    ['dependencies', 2, { depends_on: [] }, 'AE403'],
    ['its gate', 1, { requires_approval: true }, 'AE403'],
    ['its plan', 1, { plan_id: crypto.randomUUID() }, 'AE403'],
    ['its owner', 1, { user_id: 'other' }, 'AE403'],
  ] satisfies [string, number, Columns, string][])(
    'is refused an update of %s',
    async (_what, step, columns, sqlstate) => {
      await expectRefused(db, (tx) => update(tx, plan, step, columns), sqlstate, identity);
    },
  );

  test('may not insert or delete a step, and the error names the function to call', async () => {
    const insert: Call = (
      tx,
    ) => tx`insert into agent_execution_steps (plan_id, step_number, action, description)
      values (${plan}, 4, 'work', 'New')`;
    expect((await expectRefused(db, insert, 'AE403', identity)).hint).toContain('agent_add_step');
    await expectRefused(
      db,
      (tx) => tx`delete from agent_execution_steps where plan_id = ${plan}`,
      'AE403',
      identity,
    );
  });
});

test('one refused step refuses the whole statement', async () => {
  await db.as(owner, move('skip_step'));
  await expectRefused(
    db,
    (tx) => update(tx, plan, null, { status: 'skipped', description: 'Other' }),
    'AE409',
  );
  expect(await db.sql`select from private.direct_updates`).toHaveLength(0);
});

test('scopes, restrictions and owners apply as they do to moves', async () => {
  const complete: Call = (tx) => update(tx, plan, 1, { status: 'completed' });
  await expectRefused(db, complete, '42501', agentKey('owner', 'read'));
  const sibling = await db.makePlan('owner', taskId);
  const only = (plan_id: string) => ({ ...writer, claims: { ...writer.claims, plan_id } });
  for (const stranger of [other, only(sibling)]) expect((await db.as(stranger, complete)).count).toBe(0);
  await expectError(db.as({ role: 'anon', claims: {} }, complete), '42501');
  expect((await db.as(only(plan), complete)).count).toBe(1);
});

test('no key without the scope approve passes a gate in either direction', async () => {
  plan = await db.makePlan('owner', taskId, [declareStep(1, { requires_approval: true })]);
  for (const [status, sqlstate] of [
    ['pending', 'AE403'],
    ['blocked', 'AE403'],
    ['completed', 'AE409'],
    ['in_progress', 'AE409'],
    ['skipped', 'AE409'],
  ] as const)
    await expectRefused(db, (tx) => update(tx, plan, 1, { status }), sqlstate, writer);
});

test('does not move a step that another agent holds', async () => {
  await db.as(writer, (tx) => tx`select agent_claim_step(lease_seconds => 60, plan_id => ${plan})`);
  const rival = { ...writer, claims: { ...writer.claims, agent_name: 'rival' } };
  await expectRefused(db, (tx) => update(tx, plan, 1, { status: 'completed' }), 'AE409', rival);
});

test('an update that completes the last step of a sub-plan completes the parent step', async () => {
  const [child] = await db.as(
    owner,
    (tx) => tx`select id from agent_create_plan(${taskId}, 'part', ${tx.json([declareStep(1)])},
      parent_plan_id => ${plan}, parent_step_number => 1)`,
  );
  await db.as(owner, (tx) => update(tx, child?.id, 1, { status: 'completed' }));
  expect(await readStep(db, plan, 1)).toMatchObject({ status: 'completed' });
});

test('a subtask follows its step', async () => {
  await db.as(owner, (tx) => tx`select agent_create_subtasks(${plan})`);
  await db.as(owner, (tx) => update(tx, plan, 1, { status: 'completed' }));
  const [subtask] = await db.sql`select completed from deep_work_subtasks s
    join agent_execution_steps t on t.subtask_id = s.id where t.plan_id = ${plan} and t.step_number = 1`;
  expect(subtask).toEqual({ completed: true });
});

test('an update that meets an operation on the same step fails, and the operation succeeds', async () => {
  const held = db.sql.begin(async (tx) => {
    await tx`select from agent_execution_plans where id = ${plan} for no key update`;
    await tx`select pg_sleep(1)`;
    // Without this, an operation that had to wait for the update would deadlock.
    await tx`update agent_execution_steps set updated_at = updated_at where plan_id = ${plan} and step_number = 1`;
  });
  await expectError(
    db.as(owner, (tx) => update(tx, plan, 1, { status: 'completed' })),
    'AE409',
  );
  await held;
});

test('the state of the plan at each row follows from the log', async () => {
  const me = person('owner');
  await db.as(me, (tx) => update(tx, plan, 1, { status: 'in_progress' }));
  await db.as(me, (tx) => update(tx, plan, null, { status: 'completed' }));
  const [folded] = await db.as(
    me,
    (tx) =>
      tx`select agent_plan_at(${plan}, (select max(seq) from agent_execution_logs where plan_id = ${plan})) as at`,
  );
  const steps = await db.sql`select to_jsonb(completed_at) as completed_at from agent_execution_steps
    where plan_id = ${plan} order by step_number`;
  expect(folded?.at.steps.map((step: { completed_at: string }) => step.completed_at)).toEqual(
    steps.map((step) => step.completed_at),
  );
});

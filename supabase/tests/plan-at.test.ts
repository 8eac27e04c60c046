/** A plan at any row of its log: after any history, folding the rows gives exactly the stored state of that moment. */
import fc from 'fast-check';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, declareStep, expectError, openDatabase, other, owner } from './identities.ts';

let db: Database;
let task: string;

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());

const planAt = async (plan: string, seq: number | string) =>
  (await db.as(owner, (tx) => tx`select agent_plan_at(${plan}, ${seq}) as it`))[0]?.it;

/** The log does not hold what heartbeats and the queue of claims change. */
const unlogged = [
  'lease_owner',
  'lease_token',
  'lease_expires_at',
  'heartbeat_at',
  'times_out_at',
  'claim_key',
  'is_ready',
];
const withoutLeases = (steps: Record<string, unknown>[]) =>
  steps.map((step) => Object.fromEntries(Object.entries(step).filter(([key]) => !unlogged.includes(key))));

async function present(plan: string) {
  const [row] = await db.as(
    owner,
    (
      tx,
    ) => tx`select row_to_json(p) as plan, (select json_agg(s order by s.step_number) from agent_execution_steps s where s.plan_id = p.id) as steps
      from agent_execution_plans p where p.id = ${plan}`,
  );
  const { is_chain: _isChain, ...rest } = row?.plan ?? {};
  return { plan: { ...rest, next_claim_at: null }, steps: withoutLeases(row?.steps) };
}

async function folded(plan: string, seq: number) {
  const { task: _task, at: _at, steps, ...row } = await planAt(plan, seq);
  return { plan: row, steps: withoutLeases(steps) };
}

type Call = (tx: postgres.TransactionSql, plan: string) => postgres.PendingQuery<postgres.Row[]>;

const number = fc.integer({ min: 1, max: 6 });
const word = fc.constantFrom('Search', 'Read', 'Write', 'Check', 'Ship');
const json = fc.constantFrom<postgres.JSONValue>(
  null,
  { found: 3 },
  { status: 'completed' },
  { status: 'completed', result: { status: 'completed' } },
  'text',
  [1],
);
const declared = fc.array(
  fc.record(
    {
      action: fc.constantFrom('work', 'rest'),
      description: word,
      estimated_duration: fc.integer({ min: 0, max: 90 }),
      requires_approval: fc.boolean(),
      max_attempts: fc.integer({ min: 1, max: 3 }),
      depends_on: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
    },
    { requiredKeys: ['action', 'description'] },
  ),
  { minLength: 1, maxLength: 6 },
);
/** Returns numbered steps, each of which depends only on earlier ones. */
const stepsOf = (list: { depends_on?: number[] }[]) =>
  list.map((step, i) => ({
    ...step,
    step: i + 1,
    ...(step.depends_on && { depends_on: step.depends_on.filter((n) => n <= i) }),
  }));

const moves = fc.record({
  action: fc.constantFrom(
    'start_step',
    'complete_step',
    'complete_step',
    'approve_step',
    'fail_step',
    'skip_step',
    'reopen_step',
    'reject_step',
    'release_step',
    'block',
  ),
  step: number,
  result: json,
});
const call = fc.oneof<fc.MaybeWeightedArbitrary<Call>[]>(
  moves.map(
    ({ action, step, result }): Call =>
      (tx, plan) =>
        tx`select agent_move_step(${plan}, ${step}, ${action}, 'Words', ${tx.json(result)}, 0.5, 'Error')`,
  ),
  moves.map(
    ({ action, step }): Call =>
      (tx, plan) =>
        tx`select agent_add_log(${action}, ${plan}, step_number => ${step}, before_state => '{"mine": 1}')`,
  ),
  moves.map(
    ({ action, step }): Call =>
      (tx, plan) =>
        tx`select agent_move_step(${plan}, ${step}, ${action})`,
  ),
  {
    weight: 3,
    arbitrary: number.map(
      (step): Call =>
        (tx, plan) =>
          tx`select agent_undo_move(${plan}, ${step})`,
    ),
  },
  fc.record({ step: number, description: word }).map(
    ({ step, description }): Call =>
      (tx, plan) =>
        tx`select agent_edit_step(${plan}, ${step}, ${tx.json({ description, estimated_duration: null })})`,
  ),
  fc.record({ description: word, gated: fc.boolean() }).map(
    ({ description, gated }): Call =>
      (tx, plan) =>
        tx`select agent_add_step(${plan}, ${tx.json({ action: 'work', description, requires_approval: gated })})`,
  ),
  fc.nat(5).map(
    (turn): Call =>
      (tx, plan) =>
        tx`
    select agent_reorder_steps(${plan}, array(select step_number from agent_execution_steps
      where plan_id = ${plan} and status in ('pending', 'awaiting_approval') and attempt = 0 and subtask_id is null
      order by (step_number * 7 + ${turn}::int) % 5, step_number))`,
  ),
  declared.map(
    (list): Call =>
      (tx, plan) =>
        tx`select agent_replan(${plan}, ${tx.json(stepsOf(list))}, 'Anew')`,
  ),
  number.map(
    (version): Call =>
      (tx, plan) =>
        tx`select agent_revert_plan(${plan}, ${version})`,
  ),
  fc.constantFrom('in_progress', 'paused', 'completed', 'blocked', 'failed', 'cancelled').map(
    (status): Call =>
      (tx, plan) =>
        tx`select agent_update_plan(${plan}, ${status}, agent_reasoning => ${`It is ${status}`})`,
  ),
  number.map(
    (step): Call =>
      (tx, plan) =>
        tx`select agent_update_plan(${plan}, current_step => ${step})`,
  ),
  fc.constant<Call>((tx, plan) => tx`select agent_create_subtasks(${plan})`),
  fc.boolean().map(
    (done): Call =>
      (tx, plan) =>
        tx`
    update deep_work_subtasks set completed = ${done}
    where id in (select subtask_id from agent_execution_steps where plan_id = ${plan})`,
  ),
  fc.constant<Call>((tx, plan) => tx`select agent_add_log('note', ${plan}, description => 'By the way')`),
  number.map(
    (step): Call =>
      (tx, plan) =>
        tx`
    select agent_update_plan((agent_create_plan(${task}, 'detail', ${tx.json([declareStep(1)])},
      parent_plan_id => ${plan}, parent_step_number => ${step})).id, 'in_progress')`,
  ),
);

test('the folded log equals the stored state after every step of every history', async () => {
  let accepted = 0;
  let versions = 0;
  await fc.assert(
    fc.asyncProperty(declared, fc.array(call, { minLength: 5, maxLength: 40 }), async (list, calls) => {
      const plan = await db.makePlan('owner', task, stepsOf(list) as postgres.JSONValue);
      const history = [await present(plan)];
      for (const runCall of calls) {
        const isRefused = await db
          .as(owner, (tx) => runCall(tx, plan))
          .then(
            () => false,
            () => true,
          );
        if (!isRefused) history.push(await present(plan));
        accepted += isRefused ? 0 : 1;
      }
      versions += history.at(-1)?.plan.version - 1;
      for (const state of history) expect(await folded(plan, state.plan.last_seq)).toEqual(state);
    }),
    { numRuns: 150 },
  );
  // The test is worth something only if many calls are accepted.
  expect(accepted).toBeGreaterThan(500);
  expect(versions).toBeGreaterThan(50);
}, 300_000);

describe('agent_plan_at', () => {
  test('names the row, holds between rows, and finds nothing before the first row or for another owner', async () => {
    const plan = await db.makePlan('owner', task);
    const first = await present(plan);
    await db.as(owner, (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step', 'Found it')`);
    const last = await present(plan);
    expect((await planAt(plan, last.plan.last_seq)).at).toMatchObject({
      action_type: 'complete_step',
      step_number: 1,
      description: 'Found it',
    });
    expect((await planAt(plan, '9223372036854775807')).completed_steps).toBe(1);
    expect((await planAt(plan, first.plan.last_seq)).completed_steps).toBe(0);
    await expectError(planAt(plan, first.plan.last_seq - 1), 'AE404');
    await expectError(
      db.as(other, (tx) => tx`select agent_plan_at(${plan}, ${last.plan.last_seq})`),
      'AE404',
    );
    const [moments] = await db.as(owner, (tx) => tx`select agent_plan_moments(${plan}) as list`);
    expect(moments?.list).toMatchObject([
      { action_type: 'create_plan' },
      { action_type: 'complete_step', step_number: 1 },
    ]);
  });
});

describe('agent_step_gate', () => {
  test('shows only what changed since the approval', async () => {
    const plan = await db.makePlan('owner', task, [
      declareStep(1),
      declareStep(2, { requires_approval: true }),
      declareStep(3),
    ]);
    const move = (step: number, action: string) =>
      db.as(owner, (tx) => tx`select agent_move_step(${plan}, ${step}, ${action})`);
    const gate = async () =>
      (await db.as(owner, (tx) => tx`select agent_step_gate(${plan}, 2) as it`))[0]?.it;
    await move(1, 'complete_step');
    expect(await gate()).toMatchObject({ status: 'awaiting_approval', approved: null, changes: null });
    await move(2, 'approve_step');
    expect(await gate()).toMatchObject({
      approved: { by: 'owner@example.com', is_current: true },
      changes: [],
    });
    await db.as(owner, (tx) => tx`select agent_edit_step(${plan}, 2, '{"description": "Deploy"}')`);
    await db.as(owner, (tx) => tx`select agent_edit_step(${plan}, 3, '{"description": "After it"}')`);
    const asked = await gate();
    expect(asked).toMatchObject({ status: 'awaiting_approval', approved: { is_current: false } });
    expect(asked.changes).toMatchObject([
      { change: 'changed', fields: ['description'], after: { step: 2, description: 'Deploy' } },
    ]);
    await expectError(
      db.as(other, (tx) => tx`select agent_step_gate(${plan}, 2)`),
      'AE404',
    );
  });
});

/** The first page: what needs a person, what is running, and what was done. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  openDatabase,
  other,
  owner,
  person,
} from './identities.ts';

let db: Database;
const stranger = person('stranger');
const agent = agentKey('owner', 'read', 'write');
const plans: Record<string, string> = {};

const overview = async (identity = owner, zone = 'UTC') =>
  (await db.as(identity, (tx) => tx`select agent_overview(${zone}) as result`))[0]?.result;
/** Simulates an hour without a row or a heartbeat. */
const ageByAnHour = (plan = '') =>
  db.sql`update agent_execution_plans set updated_at = now() - interval '1 hour' where id = ${plan}`;
const claim = (plan = '', key = '') =>
  db.as(agent, (tx) => tx`select agent_claim_step(${plan}, lease_seconds => 60, claim_key => ${key})`);
const lose = (plan = '', step: number) => db.sql`
  update agent_execution_steps set heartbeat_at = now() - interval '61 s', lease_expires_at = now() - interval '1 s'
  where plan_id = ${plan} and step_number = ${step}`;
const move = (plan: string | undefined, step: number, action: string, error?: string) =>
  db.as(
    owner,
    (tx) => tx`select agent_move_step(${plan ?? ''}, ${step}, ${action}, error_message => ${error ?? null})`,
  );

beforeAll(async () => {
  db = await openDatabase();
  expect(await overview()).toMatchObject({
    has_plans: false,
    needs_you: [],
    running: [],
    waiting: [],
    last_actions: [],
  });
  const task = await db.makeTask('owner');
  for (const name of ['pending', 'running', 'quiet', 'blocked', 'failed', 'done']) {
    plans[name] = await db.makePlan('owner', task, [declareStep(1), declareStep(2)]);
  }
  plans.gated = await db.makePlan('owner', task, [declareStep(1, { requires_approval: true })]);
  plans.begun = await db.makePlan('owner', task, [declareStep(1), declareStep(2)]);
  for (const name of ['running', 'quiet']) await move(plans[name], 1, 'start_step');
  await move(plans.begun, 1, 'complete_step');
  await ageByAnHour(plans.begun);
  await move(plans.blocked, 1, 'block', 'No network');
  await move(plans.failed, 1, 'fail_step', 'It broke');
  await ageByAnHour(plans.quiet);
  for (const name of ['lost', 'kept', 'half']) {
    const steps = [declareStep(1, { depends_on: [] }), declareStep(2, { depends_on: [] })];
    plans[name] = await db.makePlan('owner', task, steps);
    await claim(plans[name], 'first');
    await claim(plans[name], 'second');
  }
  for (const step of [1, 2]) await lose(plans.lost, step);
  await ageByAnHour(plans.kept);
  await lose(plans.half, 2);
  for (const step of [1, 2]) await move(plans.done, step, 'complete_step');
});
afterAll(() => db.end());

test('shows what needs a person, and why', async () => {
  const { needs_you, counts, decisions } = await overview();
  expect(counts).toEqual({ needs_you: 5, running: 4, waiting: 2, decisions: 1 });
  const states = Object.fromEntries(needs_you.map((plan: { id: string }) => [plan.id, plan]));
  expect(states[plans.blocked ?? '']).toMatchObject({
    state: 'blocked',
    step_number: 1,
    error_message: 'No network',
  });
  expect(states[plans.failed ?? '']).toMatchObject({ state: 'failed', error_message: 'It broke' });
  expect(states[plans.quiet ?? '']).toMatchObject({ state: 'quiet', step_number: 1 });
  expect(states[plans.lost ?? '']).toMatchObject({
    state: 'lost',
    step_number: 1,
    lease_owner: "owner's agent",
  });
  expect(states[plans.gated ?? '']).toBeUndefined();
  expect(decisions).toMatchObject([
    { id: `${plans.gated}:1`, kind: 'step', question: 'Step 1', task_title: 'Task' },
  ]);
  const [row] = await db.as(owner, (tx) => tx`select agent_needs_you() as it`);
  expect(row?.it).toEqual({ count: 5, decisions: 1 });
});

test('shows the steps that somebody works on', async () => {
  const { running } = await overview();
  // The latest plan comes first. A step is running while an agent renews its lease, however long it takes; the lost
  // step of the first plan is not.
  expect(running).toMatchObject([
    { id: plans.half, step_number: 1, lease_owner: "owner's agent" },
    {
      id: plans.running,
      step_number: 1,
      step_description: 'Step 1',
      state: 'in_progress',
      lease_owner: null,
    },
    { id: plans.kept, step_number: 1 },
    { id: plans.kept, step_number: 2 },
  ]);
  expect(running[1].started_at).not.toBeNull();
});

test('lists the plans in which an agent may begin a step apart', async () => {
  const { waiting } = await overview();
  expect(waiting).toMatchObject([
    { id: plans.pending, state: 'waiting', step_number: 1 },
    { id: plans.begun, state: 'waiting', step_number: 2, completed_steps: 1 },
  ]);
});

test('counts today and the last weeks in the caller’s time zone', async () => {
  const { today, days } = await overview();
  expect(today).toEqual({ steps: 3, tried: 4, first_try: 3, plans: 1, usage: null });
  expect(days.at(-1).count).toBe(4); // Three completed, one failed.
  expect(new Date(days[0].date).getUTCDay()).toBe(1);
  expect(days.length).toBeGreaterThan(77);
  expect((await overview(owner, 'Pacific/Kiritimati')).days.at(-1).date >= days.at(-1).date).toBe(true);
});

test('counts a failure among the first tries, also after a retry', async () => {
  const task = await db.makeTask('other');
  const plan = await db.makePlan('other', task, [
    declareStep(1, { max_attempts: 2 }),
    declareStep(2, { max_attempts: 2, depends_on: [] }),
    declareStep(3, { depends_on: [] }),
  ]);
  const report = (step: number, action: string) =>
    db.as(other, (tx) => tx`select agent_move_step(${plan}, ${step}, ${action})`);
  await report(1, 'fail_step');
  await report(2, 'fail_step');
  await report(2, 'start_step');
  await report(2, 'complete_step');
  await report(3, 'complete_step');
  expect((await overview(other)).today).toMatchObject({ steps: 2, tried: 3, first_try: 1 });
});

test('ends with the newest actions, and shows none of another owner', async () => {
  const { last_actions } = await overview();
  expect(last_actions[0]).toMatchObject({ action_type: 'complete_step', task_title: 'Task' });
  expect(last_actions[0].task_id).toEqual(expect.any(String));
  const [log] =
    await db.sql`select count(*)::integer as rows from agent_execution_logs where user_id = 'owner'`;
  expect(log?.rows).toBeGreaterThan(12);
  expect(last_actions).toHaveLength(Math.min(log?.rows, 60));
  expect(await overview(stranger)).toMatchObject({
    has_plans: false,
    waiting: [],
    counts: { needs_you: 0, running: 0, waiting: 0 },
  });
});

test('refuses an unknown time zone', async () => {
  await expectError(overview(owner, 'Moon/Base'), 'AE400');
});

test('names what fixed the failure of a plan before', async () => {
  const fixer = person('fixer');
  const task = await db.makeTask('fixer');
  const make = () => db.makePlan('fixer', task, [declareStep(1), declareStep(2)]);
  const moveOf = (plan: string, action: string, error?: string) =>
    db.as(
      fixer,
      (tx) => tx`select agent_move_step(${plan}, 1, ${action}, error_message => ${error ?? null})`,
    );
  const fixed = await make();
  await moveOf(fixed, 'block', 'Port 3000 is in use');
  await moveOf(fixed, 'complete_step');
  const again = await make();
  await moveOf(again, 'block', 'Port 4000 is in use');
  const unlike = await make();
  await moveOf(unlike, 'fail_step', 'It broke');
  const fixes = (await overview(fixer)).needs_you.map((plan: { id: string; fix: object }) => [
    plan.id,
    plan.fix,
  ]);
  expect(Object.fromEntries(fixes)).toEqual({
    [again]: { seen: 2, plans: 2, step_number: 1, task_title: 'Task' },
    [unlike]: null,
  });
});

/** How closely plans are followed, and what was learnt. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
} from './identities.ts';

let db: Database;
let plan: string;
const agent = agentKey('owner', 'read', 'write');

beforeAll(async () => {
  db = await openDatabase();
});
beforeEach(async () => {
  plan = await db.makePlan('owner', await db.makeTask('owner'));
});
afterAll(() => db.end());

const log = (step: number | null, action: string, error: string | null = null, identity: Identity = agent) =>
  db.as(
    identity,
    (tx) => tx`select agent_add_log(plan_id => ${plan}, step_number => ${step}, action_type => ${action},
      error_message => ${error}, description => ${action})`,
  );
const adherence = async (identity: Identity = owner) =>
  (await db.as(identity, (tx) => tx`select agent_plan_adherence(${plan}) as found`))[0]?.found;

test('counts calls that belong to the step in progress', async () => {
  await log(null, 'look_around');
  await log(1, 'command');
  await log(1, 'start_step');
  await log(1, 'command');
  await log(1, 'command', 'No network');
  await log(2, 'command');
  await log(1, 'note', null, owner);
  await log(1, 'complete_step');
  await log(1, 'command');
  expect(await adherence()).toEqual({
    plan_id: plan,
    calls: 6,
    calls_in_step: 2,
    steps_done: 1,
    late_steps: [],
    unproven_steps: [],
  });
});

test('names completed steps without a result and without a call that succeeded', async () => {
  await log(1, 'start_step');
  await log(1, 'command', 'No network');
  await log(1, 'complete_step');
  await db.as(
    agent,
    (tx) => tx`select agent_add_log(plan_id => ${plan}, step_number => 2,
    action_type => 'complete_step', after_state => ${tx.json({ found: 1 })})`,
  );
  expect(await adherence()).toMatchObject({ calls: 1, steps_done: 2, unproven_steps: [1] });
});

test.each([
  ['steps of a list that began in another order', [], [], [1]],
  ['no steps that wait for others in common', [1], [1], []],
])('finds %s', async (_, second, third, late) => {
  plan = await db.makePlan('owner', await db.makeTask('owner'), [
    declareStep(1, { depends_on: [] }),
    declareStep(2, { depends_on: second }),
    declareStep(3, { depends_on: third }),
  ]);
  for (const step of second.length > 0 ? [1, 3, 2] : [2, 3, 1]) {
    await log(step, 'start_step');
    await log(step, 'complete_step');
  }
  expect((await adherence()).late_steps).toEqual(late);
});

test('adds up the plans of each agent', async () => {
  await log(1, 'start_step');
  await log(1, 'command');
  const [row] = await db.as(owner, (tx) => tx`select agent_adherence() as found`);
  const found = row?.found;
  expect(found.agents.map(({ agent: name }: { agent: string }) => name)).toEqual(['owner@example.com']);
  expect(found).toMatchObject({ plans: found.covered, agents: [{ plans: expect.any(Number) }] });
  const [none] = await db.as(owner, (tx) => tx`select agent_adherence(start_date => '2100-01-01') as found`);
  expect(none?.found).toEqual({ plans: 0, covered: 0, agents: [] });
});

test('honours the filters of the analytics', async () => {
  const task = await db.makeTask('filter');
  const caller = agentKey('filter', 'read', 'write');
  const made = async (type: string) =>
    (
      await db.as(
        caller,
        (tx) => tx`select id from agent_create_plan(${task}, ${type}, ${tx.json([declareStep(1)])})`,
      )
    )[0]?.id;
  for (const type of ['research', 'review']) {
    plan = await made(type);
    await log(1, 'command', null, caller);
  }
  await db.as(
    caller,
    (tx) => tx`select agent_report_usage(${plan}, ${tx.json([{ usage_key: 'a', model: 'm' }])})`,
  );
  const plansOf = async (filters: string) => {
    const [row] = await db.as(person('filter'), (tx) =>
      tx.unsafe(`select agent_adherence(${filters}) as found`),
    );
    return [row?.found.plans, row?.found.covered, row?.found.agents[0]?.calls ?? 0];
  };
  expect(await plansOf(`plan_type => '{research,review}'`)).toEqual([2, 2, 2]);
  expect(await plansOf(`plan_type => '{research}'`)).toEqual([1, 1, 1]);
  expect(await plansOf(`model => '{m}'`)).toEqual([1, 1, 1]);
  expect(await plansOf(`created_by => '{filter''s agent}'`)).toEqual([2, 2, 2]);
  expect(await plansOf(`created_by => '{another}'`)).toEqual([0, 0, 0]);
});

test('covers the newest plans up to a number of log rows, at least one', async () => {
  const older = plan;
  await log(1, 'command');
  const newer = await db.makePlan('owner', await db.makeTask('owner'));
  const covered = async (rows: number) => {
    const found = await db.as(
      owner,
      (tx) => tx`select plan_id from private.adherence_of_plans(array[${newer}, ${older}]::uuid[], ${rows})`,
    );
    return found.map((row) => row.plan_id);
  };
  expect(await covered(0)).toEqual([newer]);
  expect(await covered(2)).toEqual([newer]);
  expect((await covered(3)).toSorted()).toEqual([newer, older].toSorted());
});

test('others see nothing', async () => {
  await expectError(adherence(other), 'AE404');
  const [row] = await db.as(other, (tx) => tx`select agent_adherence() as found`);
  expect(row?.found.plans).toBe(0);
});

test('lists what was learnt since a time, newest first', async () => {
  const since = new Date().toISOString();
  const set = (type: string, key: string) =>
    db.as(
      agent,
      (tx) => tx`select agent_set_context(plan_id => ${plan}, context_type => ${type}, context_key => ${key},
        context_value => ${'x'.repeat(400)})`,
    );
  await set('notes', 'a');
  await set('decision', 'b');
  await set('Findings', 'c');
  const learnt = async (identity: Identity, from: string) =>
    (await db.as(identity, (tx) => tx`select agent_learnt(${from}) as found`))[0]?.found;
  const found = await learnt(owner, since);
  expect(found.map(({ context_key }: { context_key: string }) => context_key)).toEqual(['c', 'b']);
  expect(found[0]).toMatchObject({ context_type: 'Findings', plan_id: plan, excerpt: 'x'.repeat(300) });
  expect(await learnt(owner, '2100-01-01')).toEqual([]);
  expect(await learnt(other, since)).toEqual([]);
});

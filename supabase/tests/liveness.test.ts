/** The liveness of holders: derived from the lease at each read, never stored. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, openDatabase, other, owner } from './identities.ts';

let db: Database;
let plan: string;
const agent = agentKey('owner', 'read', 'write');

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  await db.sql`delete from deep_work_tasks`;
  plan = await db.makePlan('owner', await db.makeTask('owner'), [
    declareStep(1, { depends_on: [], max_attempts: 2 }),
    declareStep(2, { depends_on: [] }),
  ]);
});

const claim = async () =>
  (
    await db.as(
      agent,
      (tx) =>
        tx`select agent_claim_step(${plan}, lease_seconds => 60, claim_key => gen_random_uuid()::text) as it`,
    )
  )[0]?.it;
/** Simulates a last heartbeat of the holder this many seconds ago. */
const rewind = (step: number, seconds: number) => db.sql`
  update agent_execution_steps set heartbeat_at = heartbeat_at - make_interval(secs => ${seconds}),
    lease_expires_at = lease_expires_at - make_interval(secs => ${seconds}) where plan_id = ${plan} and step_number = ${step}`;
const leases = async (planId: string | null, identity = owner) =>
  (await db.as(identity, (tx) => tx`select agent_leases(${planId}) as it`))[0]?.it.leases;
const readPlan = async () => (await db.as(owner, (tx) => tx`select agent_get_plan(${plan}) as it`))[0]?.it;

test.each([
  [0, 'working'],
  [29, 'working'],
  [30, 'working'],
  [30.001, 'quiet'],
  [59.999, 'quiet'],
  [60, 'lost'],
  [6000, 'lost'],
])('%s s into a lease of 60 its holder is %s', async (seconds, liveness) => {
  const at = '2026-03-03 12:00:00+00';
  const [row] = await db.sql`
    select private.liveness(${at}, ${at}::timestamptz + interval '60 s', ${at}::timestamptz + make_interval(secs => ${seconds})) as it`;
  expect(row?.it).toBe(liveness);
});

test('shows who holds a lease, for how long and at which attempt; a heartbeat returns it to working', async () => {
  expect(await leases(plan)).toEqual([]);
  const { lease_token } = await claim();
  const [held] = await leases(plan);
  expect(held).toMatchObject({
    plan_id: plan,
    step_number: 1,
    lease_owner: "owner's agent",
    liveness: 'working',
    attempt: 1,
    max_attempts: 2,
  });
  expect(held.seconds_left).toBeGreaterThan(50);
  expect(held.seconds_left).toBeLessThanOrEqual(60);

  await rewind(1, 45);
  const [quiet] = await leases(plan);
  expect(quiet).toMatchObject({ liveness: 'quiet' });
  expect(quiet.seconds_left).toBeLessThanOrEqual(15);
  await db.as(agent, (tx) => tx`select agent_heartbeat(${plan}, 1, ${lease_token}, 60)`);
  expect(await leases(plan)).toMatchObject([{ liveness: 'working' }]);

  await rewind(1, 61);
  expect(await leases(plan)).toMatchObject([{ liveness: 'lost', seconds_left: 0 }]);
  await claim();
  await claim();
  expect(await leases(plan)).toMatchObject([
    { step_number: 1, liveness: 'working', attempt: 2 },
    { step_number: 2, liveness: 'working', attempt: 1, max_attempts: 3 },
  ]);
});

test('a plan is read with its leases and the time they refer to', async () => {
  expect(await readPlan()).toMatchObject({ leases: [] });
  await claim();
  const { as_of, leases: listed, steps } = await readPlan();
  expect(listed).toMatchObject([{ step_number: 1, liveness: 'working' }]);
  expect(Date.parse(listed[0].lease_expires_at) - Date.parse(as_of)).toBeCloseTo(
    listed[0].seconds_left * 1000,
    -1,
  );
  expect(steps).toHaveLength(2);
});

test('lists all leases of the caller, and none of others', async () => {
  await claim();
  expect(await leases(null)).toMatchObject([{ plan_id: plan, step_number: 1 }]);
  expect(await leases(null, other)).toEqual([]);
  expect(await leases(plan, other)).toEqual([]);
});

test('shows its owner a plan as lost once all of its holders are lost', async () => {
  const lost = async (identity = owner) =>
    (await db.as(identity, (tx) => tx`select private.lost_plans(now()) as id`)).map(({ id }) => id);
  expect(await lost()).toEqual([]);
  await claim();
  await claim();
  await rewind(1, 61);
  expect(await lost()).toEqual([]);
  await rewind(2, 60);
  expect(await lost()).toEqual([plan]);
  expect(await lost(other)).toEqual([]);
  await claim();
  expect(await lost()).toEqual([]);
});

test('a caller who releases a lost step reclaims it, and the log names the former holder', async () => {
  await claim();
  await rewind(1, 61);
  const [step] = await db.as(owner, (tx) => tx`select * from agent_move_step(${plan}, 1, 'release_step')`);
  expect(step).toMatchObject({ status: 'pending', lease_owner: null, attempt: 1 });
  const [row] =
    await db.sql`select * from agent_execution_logs where plan_id = ${plan} order by seq desc limit 1`;
  expect(row).toMatchObject({
    action_type: 'reclaim_step',
    actor_type: 'system',
    before_state: { lease_owner: "owner's agent" },
  });
  await claim();
  await rewind(1, 61);
  const [failed] = await db.as(owner, (tx) => tx`select * from agent_move_step(${plan}, 1, 'release_step')`);
  expect(failed).toMatchObject({ status: 'failed' });
});

/** A database whose clock was set: all stored times lie further ahead or behind than intended. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, declareStep, expectError, openDatabase } from './identities.ts';
import { agent, claimStep, heartbeatCall, moveCall } from './lease-calls.ts';

let db: Database;
let task: string;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  await db.sql`delete from deep_work_tasks`;
  task = await db.makeTask('owner');
});

/** Simulates a clock that was set back by `by` after everything was written; a negative value sets it forward. */
async function setBack(by: string): Promise<void> {
  await db.sql`update agent_execution_steps set lease_expires_at = lease_expires_at + ${by}::interval, heartbeat_at = heartbeat_at + ${by}::interval,
    times_out_at = times_out_at + ${by}::interval, not_before = not_before + ${by}::interval, started_at = started_at + ${by}::interval,
    updated_at = updated_at + ${by}::interval`;
  await db.sql`update agent_execution_plans set next_claim_at = next_claim_at + ${by}::interval, updated_at = updated_at + ${by}::interval,
    started_at = started_at + ${by}::interval`;
}

const claim = (plan: string | null, seconds?: number) => claimStep(db, { plan, seconds });
const move = (plan: string, action: string, token: number) => db.as(agent, moveCall(plan, 1, action, token));
const heartbeat = async (plan: string, token: number, seconds?: number) =>
  (await db.as(agent, heartbeatCall(plan, 1, token, seconds)))[0]?.it;
const isChainValid = async (plan: string) =>
  (await db.sql`select agent_verify_log(${plan}) as it`)[0]?.it.is_valid;

test('set back: ready steps are claimed at once, over all plans', async () => {
  const plans = await Promise.all([1, 2, 3].map(() => db.makePlan('owner', task, [declareStep(1)])));
  await setBack('3 hours');
  const claimed = [];
  for (const _ of plans) claimed.push((await claim(null)).step?.plan_id);
  expect(claimed.toSorted()).toEqual(plans.toSorted());
  expect((await claim(null)).ask_again_in_seconds).toBeLessThan(61);
});

test.each([
  ['over all plans', false],
  ['of its plan', true],
])(
  'set back: the step of a dead agent is reclaimed within the length of its lease, %s',
  async (_name, isNamed) => {
    const plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2)]);
    const { lease_token } = await claim(plan, 0.5);
    await heartbeat(plan, lease_token, 0.5);
    await setBack('3 hours');
    // Its plan was not written since, so its times are correctly in the past.
    await db.sql`update agent_execution_plans set updated_at = now() - interval '1 hour'`;
    const none = await claim(isNamed ? plan : null);
    expect(none.step).toBeNull();
    expect(none.ask_again_in_seconds).toBeLessThan(0.6);
    await db.sql`select pg_sleep(0.55)`;
    expect((await claim(isNamed ? plan : null)).step).toMatchObject({ step_number: 1, attempt: 2 });
    await expectError(move(plan, 'complete_step', lease_token), 'AE410');
    expect(await isChainValid(plan)).toBe(true);
  },
);

test('set back: a live agent keeps its lease, and no other agent gets the step', async () => {
  const plan = await db.makePlan('owner', task, [declareStep(1, { timeout_seconds: 100 })]);
  const { lease_token } = await claim(plan);
  await setBack('3 hours');
  expect((await claim(null)).step).toBeNull();
  const { seconds_left } = await heartbeat(plan, lease_token);
  expect(seconds_left).toBeGreaterThan(59);
  expect(seconds_left).toBeLessThan(61);
  const [row] =
    await db.sql`select times_out_at < now() + interval '106 seconds' as is_soon from agent_execution_steps`;
  expect(row?.is_soon).toBe(true);
  await move(plan, 'complete_step', lease_token);
  expect(await isChainValid(plan)).toBe(true);
});

test.each([[true], [false]])(
  'set back: a retry waits no longer than its limit (of a plan: %s)',
  async (isNamed) => {
    const plan = await db.makePlan('owner', task, [
      declareStep(1, { max_attempts: 3, retry_delay_seconds: 0.3 }),
    ]);
    await move(plan, 'fail_step', (await claim(plan)).lease_token);
    await setBack('3 hours');
    const again = await claim(isNamed ? plan : null);
    expect(again.ask_again_in_seconds ?? 0).toBeLessThan(0.4);
    await db.sql`select pg_sleep(0.35)`;
    expect((await claim(isNamed ? plan : null)).step).toMatchObject({ attempt: 2 });
  },
);

test('set forward: leases expire at once, and so do their tokens', async () => {
  const plan = await db.makePlan('owner', task, [declareStep(1)]);
  const { lease_token } = await claim(plan);
  await setBack('-3 hours');
  await expectError(heartbeat(plan, lease_token), 'AE410');
  await expectError(move(plan, 'complete_step', lease_token), 'AE410');
  expect((await claim(null)).step).toMatchObject({ attempt: 2 });
  expect(await isChainValid(plan)).toBe(true);
});

test('set back: the chain and the order of the log follow seq', async () => {
  const plan = await db.makePlan('owner', task, [declareStep(1)]);
  await db.sql`insert into agent_execution_logs (plan_id, action_type, created_at) values (${plan}, 'note', now() + interval '3 hours')`;
  await move(plan, 'complete_step', (await claim(null)).lease_token);
  const [row] = await db.as(agent, (tx) => tx`select agent_get_plan(${plan}, true) as it`);
  expect(row?.it.logs.map((log: { action_type: string }) => log.action_type)).toEqual([
    'create_plan',
    'note',
    'start_step',
    'complete_step',
  ]);
  expect(await isChainValid(plan)).toBe(true);
});

test('set back: a key that had used up its allowance is not locked out', async () => {
  const key = crypto.randomUUID();
  const take = async () => (await db.sql`select private.consume_rate_limit(${key}, 2) as it`)[0]?.it;
  await db.sql`insert into agent_api_keys (id, user_id, name, prefix, key_hash, scopes)
    values (${key}, 'owner', 'Key', 'aes_12345678', ${'0'.repeat(64)}, '{read}')`;
  await take();
  await take();
  expect((await take()).wait_seconds).toBeGreaterThan(0);
  await db.sql`update private.key_allowances set filled_at = filled_at + interval '3 hours'`;
  expect((await take()).wait_seconds).toBe(0);
});

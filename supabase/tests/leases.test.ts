/** Leases: one holder per step, fenced by its token, reclaimed when it expires. The time is the database's. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, openDatabase, other, owner } from './identities.ts';
import { agent, type ClaimInput, claimStep, heartbeatCall, moveCall, rival } from './lease-calls.ts';
import { readNewestLog, readStep } from './plan-rows.ts';
import { expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let plan: string;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  await db.sql`delete from deep_work_tasks`;
  task = await db.makeTask('owner');
  plan = await db.makePlan('owner', task);
});

const claim = (more: Partial<ClaimInput> = {}, identity = agent) =>
  claimStep(db, { plan, ...more }, identity);
const move = (step: number, action: string, token: number | null = null, identity = agent) =>
  db.as(identity, moveCall(plan, step, action, token));
const heartbeat = (step: number, token: number, seconds?: number) =>
  heartbeatCall(plan, step, token, seconds);
const stepRow = (step: number) => readStep(db, plan, step);
const newestLog = () => readNewestLog(db, plan);
/** Simulates a lease that expired a second ago. */
const expire = (step: number) =>
  db.sql`update agent_execution_steps set lease_expires_at = clock_timestamp() - interval '1 second'
    where plan_id = ${plan} and step_number = ${step}`;

describe('a lease', () => {
  test('can be taken by name, and released', async () => {
    const [step] = await db.as(
      agent,
      (tx) => tx`select * from agent_move_step(${plan}, 1, 'start_step', lease_seconds => 30)`,
    );
    expect(step).toMatchObject({ status: 'in_progress', lease_owner: "owner's agent" });
    await move(1, 'release_step', Number(step?.lease_token));
    expect(await stepRow(1)).toMatchObject({
      status: 'pending',
      is_ready: true,
      lease_owner: null,
      lease_expires_at: null,
    });
  });

  test('is renewed by heartbeats, which say whether to continue', async () => {
    const { lease_token, lease_expires_at } = await claim({ seconds: 5 });
    const [kept] = await db.as(agent, heartbeat(1, lease_token, 90));
    expect(kept?.it).toMatchObject({ plan_status: 'in_progress', should_stop: false });
    expect(Date.parse(kept?.it.lease_expires_at)).toBeGreaterThan(Date.parse(lease_expires_at) + 80_000);
    await db.as(owner, (tx) => tx`select agent_update_plan(${plan}, 'paused')`);
    const [paused] = await db.as(agent, heartbeat(1, lease_token));
    expect(paused?.it).toMatchObject({ plan_status: 'paused', should_stop: true });
    await expectRefused(db, heartbeat(1, lease_token), 'AE404', other);
    await expectRefused(db, heartbeat(1, lease_token), 'AE403', agentKey('owner', 'read'));
    await expectRefused(db, heartbeat(1, lease_token, 0), 'AE400', agent);
  });

  test('does not outlast the time limit of its step', async () => {
    plan = await db.makePlan('owner', task, [declareStep(1, { timeout_seconds: 2 })]);
    const { lease_token } = await claim({ seconds: 600 });
    const [kept] = await db.as(agent, heartbeat(1, lease_token, 600));
    expect(kept?.it.seconds_left).toBeLessThan(7.1);
    await db.sql`update agent_execution_steps set times_out_at = clock_timestamp() - interval '1 second' where plan_id = ${plan}`;
    const [over] = await db.as(agent, heartbeat(1, lease_token, 600));
    expect(over?.it.seconds_left).toBeLessThan(0);
    await expectRefused(db, heartbeat(1, lease_token), 'AE410', agent);
  });

  const writes: [
    string,
    (token: number) => (tx: postgres.TransactionSql) => postgres.PendingQuery<postgres.Row[]>,
  ][] = [
    ['heartbeat', (token) => heartbeat(1, token)],
    ['complete_step', (token) => moveCall(plan, 1, 'complete_step', token)],
    ['fail_step', (token) => moveCall(plan, 1, 'fail_step', token)],
    ['release_step', (token) => moveCall(plan, 1, 'release_step', token)],
    [
      'addLog',
      (token) => (tx) => tx`select agent_add_log('note', ${plan}, step_number => 1, lease_token => ${token})`,
    ],
    [
      'addLogs',
      (token) => (tx) =>
        tx`select agent_add_logs(${tx.json([
          { action_type: 'note', plan_id: plan },
          { action_type: 'note', plan_id: plan, step_number: 1, lease_token: token },
        ])})`,
    ],
    ['blockStep', (token) => (tx) => tx`select agent_block_step(${plan}, 1, 'No', lease_token => ${token})`],
    ['reportStep', (token) => (tx) => tx`select agent_report_step(${plan}, 1, 'complete_step', ${token})`],
    [
      'a row inserted by hand',
      (token) => (tx) =>
        tx`insert into agent_execution_logs (plan_id, step_number, action_type, metadata)
        values (${plan}, 1, 'complete_step', ${tx.json({ lease_token: token })}) returning id`,
    ],
  ];

  test.each(writes)('that is stale, forged or expired refuses reports: %s', async (_name, write) => {
    const first = (await claim()).lease_token;
    await expectRefused(db, write(first + 1), 'AE410', agent);
    await expectRefused(db, write(0), 'AE410', agent);
    await expire(1);
    await expectRefused(db, write(first), 'AE410', agent);
    const second = (await claim({}, rival)).lease_token;
    expect(second).toBeGreaterThan(first);
    await expectRefused(db, write(first), 'AE410', agent);
    await db.as(rival, write(second));
  });

  test.each([['x'], [null], [[1]], [{}]])('refuses the token %j', async (token) => {
    await claim();
    await expectRefused(
      db,
      (tx) =>
        tx`select agent_add_log('note', ${plan}, step_number => 1, metadata => ${tx.json({ lease_token: token })})`,
      'AE400',
    );
  });

  test('keeps other agents off the step, but not people and agents that use no leases', async () => {
    await claim();
    for (const action of ['complete_step', 'skip_step', 'block', 'release_step']) {
      await expectRefused(db, moveCall(plan, 1, action, null), 'AE409', rival);
    }
    await move(1, 'skip_step', null, owner);
    expect(await stepRow(1)).toMatchObject({ status: 'skipped', lease_owner: null });
    await move(2, 'complete_step', null, rival);
  });

  test('that was lost is reclaimed by the next claim, and the log names the former holder', async () => {
    const { lease_token } = await claim();
    await expire(1);
    const again = await claim({}, rival);
    expect(again.step).toMatchObject({ step_number: 1, attempt: 2, lease_owner: 'rival' });
    const [, , reclaim] =
      await db.sql`select * from agent_execution_logs where plan_id = ${plan} order by seq`;
    expect(reclaim).toMatchObject({
      action_type: 'reclaim_step',
      actor_type: 'system',
      description: "Reclaimed from owner's agent, whose lease ended without a heartbeat",
      before_state: { lease_owner: "owner's agent", lease_token, attempt: 1, status: 'in_progress' },
      after_state: { status: 'pending' },
    });
    const [proof] = await db.as(owner, (tx) => tx`select agent_verify_log(${plan}) as it`);
    expect(proof?.it.is_valid).toBe(true);
  });

  test.each([
    ['three starts by default', {}, 3],
    ['max_attempts', { max_attempts: 2 }, 2],
    ['one attempt only', { max_attempts: 1 }, 1],
  ])('that is lost too often fails the step: %s', async (_name, more, starts) => {
    plan = await db.makePlan('owner', task, [declareStep(1, more)]);
    for (let attempt = 1; attempt <= starts; attempt++) {
      expect((await claim()).step?.attempt).toBe(attempt);
      await expire(1);
    }
    expect(await claim()).toMatchObject({ step: null, plan: { status: 'failed' }, ask_again_at: null });
    expect(await stepRow(1)).toMatchObject({ status: 'failed', attempt: starts });
    expect(await newestLog()).toMatchObject({
      action_type: 'reclaim_step',
      after_state: { status: 'failed' },
    });
  });

  test('that was lost does not prevent a move by name', async () => {
    await claim();
    await expire(1);
    await move(1, 'complete_step', null, rival);
    const rows =
      await db.sql`select action_type from agent_execution_logs where plan_id = ${plan} order by seq`;
    expect(rows.map((row) => row.action_type)).toEqual([
      'create_plan',
      'start_step',
      'reclaim_step',
      'complete_step',
    ]);
  });

  test('that is held cannot be reclaimed by any caller', async () => {
    await expectRefused(db, moveCall(plan, 1, 'reclaim_step', null), 'AE409');
    await claim();
    await expectRefused(db, moveCall(plan, 1, 'reclaim_step', null), 'AE409');
  });

  test('gives a time to claim again, even when a heartbeat has moved it', async () => {
    const { lease_token } = await claim({ seconds: 0.3 });
    await db.as(agent, heartbeat(1, lease_token, 60));
    await db.sql`select pg_sleep(0.35)`;
    const none = await claim({ plan: null });
    expect(none.step).toBeNull();
    expect(none.ask_again_in_seconds).toBeGreaterThan(50);
  });

  test('gives a time to claim again where heartbeats moved the leases of several plans', async () => {
    const plans = [plan, ...(await Promise.all(Array.from({ length: 3 }, () => db.makePlan('owner', task))))];
    for (const id of plans) await claim({ plan: id });
    // Simulates leases that were renewed since: each plan looks as if it had a step to claim.
    await db.sql`update agent_execution_plans set next_claim_at = clock_timestamp() - interval '1 second'`;
    const claims = await Promise.all(Array.from({ length: 32 }, () => claim({ plan: null })));
    expect(claims.filter(({ step }) => step)).toEqual([]);
    expect((await claim({ plan: null })).ask_again_in_seconds).toBeGreaterThan(50);
  });

  test('gives no time to claim again where no step can become ready', async () => {
    const { lease_token } = await claim();
    await db.as(agent, moveCall(plan, 1, 'fail_step', lease_token));
    expect(await claim()).toMatchObject({ step: null, ask_again_at: null, ask_again_in_seconds: null });
  });

  test('of an agent that was killed is reclaimed within its length and a second', async () => {
    await claim({ seconds: 0.4 });
    let again = await claim({ plan: null }, rival);
    // The wait that the claim returns, without the time that the machine takes.
    let waited = 0;
    while (!again.step) {
      const seconds = again.ask_again_in_seconds ?? Number.NaN;
      await db.sql`select pg_sleep(${seconds})`;
      waited += seconds;
      again = await claim({ plan: null }, rival);
    }
    expect(again.step).toMatchObject({ step_number: 1, lease_owner: 'rival' });
    expect(waited).toBeLessThan(1.4);
  });
});

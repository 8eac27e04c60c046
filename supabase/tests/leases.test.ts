/** Leases: one holder a step, fenced by its token, taken back by itself when it ends; the clock is the database's. */
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
import { expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let plan: string;
const agent = agentKey('owner', 'read', 'write');
const rival = { ...agent, claims: { ...agent.claims, agent_name: 'rival' } };
const parallel = (total: number) =>
  Array.from({ length: total }, (_, i) => declareStep(i + 1, { depends_on: [] }));

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  await db.sql`delete from deep_work_tasks`;
  task = await db.makeTask('owner');
  plan = await db.makePlan('owner', task);
});

interface Claim {
  step: { plan_id: string; step_number: number; attempt: number; lease_owner: string } | null;
  plan: { id: string; status: string } | null;
  lease_token: number;
  lease_expires_at: string;
  ask_again_at: string | null;
  ask_again_in_seconds: number | null;
}

const claim = async (
  more: { plan?: string | null; seconds?: number; key?: string; type?: string } = {},
  identity = agent,
): Promise<Claim> => {
  const { plan: id = plan, seconds = 60, key = null, type = null } = more;
  const rows = await db.as(
    identity,
    (tx) =>
      tx`select agent_claim_step(${id}, plan_type => ${type}, lease_seconds => ${seconds}, claim_key => ${key}) as it`,
  );
  return rows[0]?.it;
};
const moveCall = (step: number, action: string, token: number | null) => (tx: postgres.TransactionSql) =>
  tx`select * from agent_move_step(${plan}, ${step}, ${action}, lease_token => ${token})`;
const move = (step: number, action: string, token: number | null = null, identity = agent) =>
  db.as(identity, moveCall(step, action, token));
const beat =
  (step: number, token: number, seconds = 60) =>
  (tx: postgres.TransactionSql) =>
    tx`select agent_heartbeat(${plan}, ${step}, ${token}, ${seconds}) as it`;
const stepRow = async (step: number) =>
  (await db.sql`select * from agent_execution_steps where plan_id = ${plan} and step_number = ${step}`)[0];
const newestLog = async () =>
  (await db.sql`select * from agent_execution_logs where plan_id = ${plan} order by seq desc limit 1`)[0];
/** As if the time had passed: the lease ended a second ago. */
const expire = (step: number) =>
  db.sql`update agent_execution_steps set lease_expires_at = clock_timestamp() - interval '1 second'
    where plan_id = ${plan} and step_number = ${step}`;

describe('a claim', () => {
  test('starts the next ready step under a lease, whose token is the row that took it', async () => {
    const claimed = await claim();
    expect(claimed).toMatchObject({
      step: { step_number: 1, status: 'in_progress', attempt: 1, lease_owner: "owner's agent" },
      plan: { id: plan, status: 'in_progress' },
      ask_again_at: null,
    });
    expect(await newestLog()).toMatchObject({
      action_type: 'start_step',
      seq: String(claimed.lease_token),
      metadata: { lease_seconds: 60 },
    });
    expect(await claim()).toMatchObject({
      step: null,
      plan: { id: plan },
      ask_again_at: claimed.lease_expires_at,
    });
    await move(1, 'complete_step', claimed.lease_token);
    expect(await claim()).toMatchObject({ step: { step_number: 2 } });
  });

  test('goes through all plans in turn, the one that waited longest first', async () => {
    const wide = await db.makePlan('owner', task, parallel(4));
    const order = [plan, wide, wide, wide, wide];
    for (const id of order) expect((await claim({ plan: null })).step?.plan_id).toBe(id);
    expect((await claim({ plan: null })).step).toBeNull();
    const second = await db.makePlan('owner', task, parallel(3));
    const third = await db.makePlan('owner', task, parallel(2));
    const turns = [];
    for (let i = 0; i < 5; i++) turns.push((await claim({ plan: null })).step?.plan_id);
    expect(turns).toEqual([second, third, second, third, second]);
  });

  test('keeps to the plan, task and type named, and to the caller’s own', async () => {
    expect((await claim({ plan: null, type: 'implementation' })).step).toBeNull();
    expect((await claim({ plan: null, type: 'research' })).step).not.toBeNull();
    expect((await claim({ plan: null }, other)).step).toBeNull();
    await expectError(claim({}, other), 'AE404');
    await expectRefused(db, (tx) => tx`select agent_claim_step(${plan})`, 'AE403', agentKey('owner', 'read'));
  });

  test.each([[0], [-1], [86_401], [Number.NaN]])('for %s seconds is refused', async (seconds) => {
    await expectRefused(
      db,
      (tx) => tx`select agent_claim_step(${plan}, lease_seconds => ${seconds}::double precision)`,
      'AE400',
    );
  });

  test('takes nothing from a plan that is paused, blocked, cancelled or completed', async () => {
    await move(1, 'complete_step');
    for (const status of ['paused', 'in_progress', 'blocked', 'in_progress', 'cancelled']) {
      await db.as(owner, (tx) => tx`select agent_update_plan(${plan}, ${status})`);
      if (status === 'in_progress') {
        const { step, lease_token } = await claim();
        expect(step?.step_number).toBe(2);
        await move(2, 'release_step', lease_token);
      } else {
        for (const id of [plan, null])
          expect(await claim({ plan: id })).toMatchObject({
            step: null,
            ask_again_at: null,
            ask_again_in_seconds: null,
          });
      }
    }
  });

  test('asked again with its key finds the step that it took', async () => {
    plan = await db.makePlan('owner', task, parallel(3));
    const first = await claim({ key: 'a' });
    expect((await claim({ key: 'a' })).lease_token).toBe(first.lease_token);
    expect((await claim({ key: 'b' })).step?.step_number).toBe(2);
  });

  test('leaves a step with a plan of its own to that plan, until it is deleted', async () => {
    const [sub] = await db.as(
      owner,
      (tx) => tx`select id from agent_create_plan(${task}, 'research', ${tx.json([declareStep(1)])},
        parent_plan_id => ${plan}, parent_step_number => 1)`,
    );
    expect(await claim()).toMatchObject({ step: null, ask_again_at: null, ask_again_in_seconds: null });
    expect((await claim({ plan: null })).step?.plan_id).toBe(sub?.id);
    await db.as(owner, (tx) => tx`delete from agent_execution_plans where id = ${sub?.id}`);
    await move(1, 'release_step', null, owner);
    expect((await claim()).step?.step_number).toBe(1);
  });

  test('of 32 agents at once: each step is won by exactly one', async () => {
    for (const [id, wanted] of [
      [plan, 1],
      [await db.makePlan('owner', task, parallel(8)), 8],
      [await db.makePlan('owner', task, parallel(40)), 32],
    ] as const) {
      const claims = await Promise.all(Array.from({ length: 32 }, () => claim({ plan: id })));
      const won = claims.flatMap(({ step }) => step?.step_number ?? []);
      expect(won.toSorted((a, b) => a - b)).toEqual(Array.from({ length: wanted }, (_, i) => i + 1));
    }
  });

  test('of 32 agents over all plans: all that is ready is won, once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => db.makePlan('owner', task, parallel(5))));
    const claims = await Promise.all(Array.from({ length: 32 }, () => claim({ plan: null })));
    const won = claims.flatMap(({ step }) => (step ? `${step.plan_id} ${step.step_number}` : []));
    expect(new Set(won).size).toBe(won.length);
    expect(won).toHaveLength(26);
  });
});

describe('a lease', () => {
  test('is asked for by name as well, and given back', async () => {
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

  test('is kept by heartbeats, which say whether to go on', async () => {
    const { lease_token, lease_expires_at } = await claim({ seconds: 5 });
    const [kept] = await db.as(agent, beat(1, lease_token, 90));
    expect(kept?.it).toMatchObject({ plan_status: 'in_progress', should_stop: false });
    expect(Date.parse(kept?.it.lease_expires_at)).toBeGreaterThan(Date.parse(lease_expires_at) + 80_000);
    await db.as(owner, (tx) => tx`select agent_update_plan(${plan}, 'paused')`);
    const [paused] = await db.as(agent, beat(1, lease_token));
    expect(paused?.it).toMatchObject({ plan_status: 'paused', should_stop: true });
    await expectRefused(db, beat(1, lease_token), 'AE404', other);
    await expectRefused(db, beat(1, lease_token), 'AE403', agentKey('owner', 'read'));
    await expectRefused(db, beat(1, lease_token, 0), 'AE400', agent);
  });

  test('does not outlast the time that a step may take', async () => {
    plan = await db.makePlan('owner', task, [declareStep(1, { timeout_seconds: 2 })]);
    const { lease_token } = await claim({ seconds: 600 });
    const [kept] = await db.as(agent, beat(1, lease_token, 600));
    expect(kept?.it.seconds_left).toBeLessThan(7.1);
    await db.sql`update agent_execution_steps set times_out_at = clock_timestamp() - interval '1 second' where plan_id = ${plan}`;
    const [over] = await db.as(agent, beat(1, lease_token, 600));
    expect(over?.it.seconds_left).toBeLessThan(0);
    await expectRefused(db, beat(1, lease_token), 'AE410', agent);
  });

  const writes: [
    string,
    (token: number) => (tx: postgres.TransactionSql) => postgres.PendingQuery<postgres.Row[]>,
  ][] = [
    ['heartbeat', (token) => beat(1, token)],
    ['complete_step', (token) => moveCall(1, 'complete_step', token)],
    ['fail_step', (token) => moveCall(1, 'fail_step', token)],
    ['release_step', (token) => moveCall(1, 'release_step', token)],
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

  test.each(writes)('that is stale, forged or over fences off: %s', async (_name, write) => {
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

  test.each([['x'], [null], [[1]], [{}]])('token %j is refused', async (token) => {
    await claim();
    await expectRefused(
      db,
      (tx) =>
        tx`select agent_add_log('note', ${plan}, step_number => 1, metadata => ${tx.json({ lease_token: token })})`,
      'AE400',
    );
  });

  test('keeps other agents off the step; a person, and agents that use none, act as ever', async () => {
    await claim();
    for (const action of ['complete_step', 'skip_step', 'block', 'release_step']) {
      await expectRefused(db, moveCall(1, action, null), 'AE409', rival);
    }
    await move(1, 'skip_step', null, owner);
    expect(await stepRow(1)).toMatchObject({ status: 'skipped', lease_owner: null });
    await move(2, 'complete_step', null, rival);
  });

  test('that was lost is taken back with the next claim, and the log says from whom', async () => {
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
    ['three starts where nothing is declared', {}, 3],
    ['max_attempts', { max_attempts: 2 }, 2],
    ['one attempt alone', { max_attempts: 1 }, 1],
  ])('lost too often fails the step: %s', async (_name, more, starts) => {
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

  test('that was lost does not stand in the way of a move by name', async () => {
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

  test('that is held cannot be reclaimed, whoever asks', async () => {
    await expectRefused(db, moveCall(1, 'reclaim_step', null), 'AE409');
    await claim();
    await expectRefused(db, moveCall(1, 'reclaim_step', null), 'AE409');
  });

  test('ends with a time that is worth asking again, also when a heartbeat has moved it', async () => {
    const { lease_token } = await claim({ seconds: 0.3 });
    await db.as(agent, beat(1, lease_token, 60));
    await db.sql`select pg_sleep(0.35)`;
    const none = await claim({ plan: null });
    expect(none.step).toBeNull();
    expect(none.ask_again_in_seconds).toBeGreaterThan(50);
  });

  test('of many agents at once ends so, when heartbeats have moved the leases of several plans', async () => {
    const plans = [plan, ...(await Promise.all(Array.from({ length: 3 }, () => db.makePlan('owner', task))))];
    for (const id of plans) await claim({ plan: id });
    // As if the leases had been kept since: each plan looks as if it had a step to claim.
    await db.sql`update agent_execution_plans set next_claim_at = clock_timestamp() - interval '1 second'`;
    const claims = await Promise.all(Array.from({ length: 32 }, () => claim({ plan: null })));
    expect(claims.filter(({ step }) => step)).toEqual([]);
    expect((await claim({ plan: null })).ask_again_in_seconds).toBeGreaterThan(50);
  });

  test('ends without a time to ask again where nothing is to be expected', async () => {
    const { lease_token } = await claim();
    await db.as(agent, moveCall(1, 'fail_step', lease_token));
    expect(await claim()).toMatchObject({ step: null, ask_again_at: null, ask_again_in_seconds: null });
  });

  test('of an agent that was killed is retaken within the lease and a second', async () => {
    const from = performance.now();
    await claim({ seconds: 0.4 });
    let again = await claim({ plan: null }, rival);
    while (!again.step) {
      await db.sql`select pg_sleep(${again.ask_again_in_seconds ?? 0})`;
      again = await claim({ plan: null }, rival);
    }
    expect(again.step).toMatchObject({ step_number: 1, lease_owner: 'rival' });
    expect(performance.now() - from).toBeLessThan(1400);
  });
});

describe('a failure', () => {
  test('is tried again while attempts remain, after a random wait that doubles', async () => {
    await db.sql`delete from agent_execution_plans`;
    plan = await db.makePlan('owner', task, [declareStep(1, { max_attempts: 3, retry_delay_seconds: 1000 })]);
    for (const most of [1000, 2000]) {
      const { lease_token } = await claim();
      await move(1, 'fail_step', lease_token);
      const row = await stepRow(1);
      const wait = (row?.not_before - row?.updated_at) / 1000;
      expect(row).toMatchObject({ status: 'pending', is_ready: true });
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(most);
      expect((await newestLog())?.after_state).toMatchObject({
        status: 'pending',
        not_before: expect.any(String),
      });
      const none = await claim({ plan: null });
      expect(none.step).toBeNull();
      expect(Date.parse(none.ask_again_at ?? '')).toBe(row?.not_before.getTime());
      await db.sql`update agent_execution_steps set not_before = clock_timestamp() where plan_id = ${plan}`;
    }
    const { lease_token } = await claim();
    await move(1, 'fail_step', lease_token);
    expect(await stepRow(1)).toMatchObject({ status: 'failed', attempt: 3, not_before: null });
  });

  test('waits randomly: full jitter', async () => {
    const waits = await db.sql`
      select extract(epoch from private.retry_at(
        jsonb_populate_record(null::agent_execution_steps, '{"attempt": 3, "retry_delay_seconds": 10}'),
        jsonb_populate_record(null::agent_execution_logs, jsonb_build_object('id', gen_random_uuid(), 'created_at', '2026-01-01T00:00:00Z'))
      ) - '2026-01-01T00:00:00Z')::float as wait from generate_series(1, 2000)`;
    const seconds = waits.map((row) => row.wait as number); // cast in the query
    expect(Math.min(...seconds)).toBeLessThan(2);
    expect(Math.max(...seconds)).toBeGreaterThan(38);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(40);
    expect(seconds.reduce((sum, wait) => sum + wait) / 2000).toBeCloseTo(20, -0.7);
  });
});

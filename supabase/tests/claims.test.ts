/** Claims: which step an agent gets, which of many agents gets it, and when a retry is worthwhile after a failure. */
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
import { agent, type ClaimInput, claimStep, moveCall, rival } from './lease-calls.ts';
import { readNewestLog, readStep } from './plan-rows.ts';
import { expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let plan: string;
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

const claim = (more: Partial<ClaimInput> = {}, identity = agent) =>
  claimStep(db, { plan, ...more }, identity);
const move = (step: number, action: string, token: number | null = null, identity = agent) =>
  db.as(identity, moveCall(plan, step, action, token));
const stepRow = (step: number) => readStep(db, plan, step);
const newestLog = () => readNewestLog(db, plan);

describe('a claim', () => {
  test('starts the next ready step under a lease, whose token is the id of the row that logged the start', async () => {
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

  test('takes plans in turn, the one that waited longest first', async () => {
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

  test('stays within the plan, task and type named, and within the caller’s own', async () => {
    expect((await claim({ plan: null, type: 'implementation' })).step).toBeNull();
    expect((await claim({ plan: null, type: 'research' })).step).not.toBeNull();
    expect((await claim({ plan: null }, other)).step).toBeNull();
    await expectError(claim({}, other), 'AE404');
    await expectRefused(db, (tx) => tx`select agent_claim_step(${plan})`, 'AE403', agentKey('owner', 'read'));
  });

  test.each([[0], [-1], [86_401], [Number.NaN]])('refuses a lease of %s seconds', async (seconds) => {
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

  test('repeated with its key returns the step that it took', async () => {
    plan = await db.makePlan('owner', task, parallel(3));
    const first = await claim({ key: 'a' });
    expect((await claim({ key: 'a' })).lease_token).toBe(first.lease_token);
    expect((await claim({ key: 'b' })).step?.step_number).toBe(2);
  });

  test('repeated by its holder without a key returns the held step and renews the lease', async () => {
    plan = await db.makePlan('owner', task, parallel(3));
    const first = await claim({ key: null, seconds: 5 });
    for (const id of [plan, null]) {
      const again = await claim({ plan: id, key: null, seconds: 60 });
      expect(again.lease_token).toBe(first.lease_token);
      expect(Date.parse(again.lease_expires_at)).toBeGreaterThan(Date.parse(first.lease_expires_at));
    }
    expect((await claim({ key: null }, rival)).step?.step_number).toBe(2);
    expect((await claim()).step?.step_number).toBe(3);
    await move(1, 'complete_step', first.lease_token);
    expect((await claim({ key: null })).step).toBeNull();
  });

  test('repeated with its key over all plans returns its step and plan', async () => {
    await db.makePlan('owner', task, parallel(3));
    const first = await claim({ plan: null, key: 'a' });
    expect((await claim({ plan: null, key: 'a' })).lease_token).toBe(first.lease_token);
  });

  test('made twice at once by one caller takes one step', async () => {
    await db.makePlan('owner', task, parallel(3));
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim({ plan: null, key: null })));
    expect(new Set(claims.map(({ lease_token }) => lease_token)).size).toBe(1);
  });

  test('leaves a step that has a sub-plan until the sub-plan is deleted', async () => {
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

  test('by 32 agents at once gives each step to exactly one', async () => {
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

  test('by 32 agents over all plans takes every ready step once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => db.makePlan('owner', task, parallel(5))));
    // Behind the locks of others a claim gives up after half a second and says to ask again at once.
    const claimDue = async () => {
      let claimed = await claim({ plan: null });
      while (!claimed.step && claimed.ask_again_in_seconds === 0) claimed = await claim({ plan: null });
      return claimed;
    };
    const claims = await Promise.all(Array.from({ length: 32 }, claimDue));
    const won = claims.flatMap(({ step }) => (step ? `${step.plan_id} ${step.step_number}` : []));
    expect(new Set(won).size).toBe(won.length);
    expect(won).toHaveLength(26);
  });
});

describe('a failure', () => {
  test('is retried while attempts remain, after a random wait whose limit doubles', async () => {
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

  test('waits at random between zero and the limit (full jitter)', async () => {
    const waits = await db.sql`
      select extract(epoch from private.retry_at(
        jsonb_populate_record(null::agent_execution_steps, '{"attempt": 3, "retry_delay_seconds": 10}'),
        jsonb_populate_record(null::agent_execution_logs, jsonb_build_object('id', gen_random_uuid(), 'created_at', '2026-01-01T00:00:00Z'))
      ) - '2026-01-01T00:00:00Z')::float as wait from generate_series(1, 2000)`;
    const seconds = waits.map((row) => row.wait as number); // The query casts it.
    expect(Math.min(...seconds)).toBeLessThan(2);
    expect(Math.max(...seconds)).toBeGreaterThan(38);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(40);
    expect(seconds.reduce((sum, wait) => sum + wait) / 2000).toBeCloseTo(20, -0.7);
  });
});

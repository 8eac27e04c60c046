/** What a holder and any other agent may do in every state of a plan, and what the errors tell them to do. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, declareStep, openDatabase, owner } from './identities.ts';
import { agent, claimStep, heartbeatCall, moveCall, rival } from './lease-calls.ts';
import { readPlan, readStep } from './plan-rows.ts';

type Call = (tx: postgres.TransactionSql) => Promise<postgres.Row[]>;
/** The outcome of a call: `ok`, or the code of its error and a pattern for its message and hint. */
type Outcome = 'ok' | [string, RegExp];
interface Expected {
  calls: Record<string, Outcome>;
  /** The step that a claim takes, or null where there is none. */
  claim: number | null;
}

let db: Database;
let task: string;
let plan: string;
let token: number;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  await db.sql`delete from deep_work_tasks`;
  task = await db.makeTask('owner');
  // Step 1 is held under a lease, step 2 is ready, and step 3 failed where the state needs it.
  const steps = [1, 2, 3].map((step) => declareStep(step, { depends_on: [] }));
  plan = await db.makePlan('owner', task, steps);
  token = (await claimStep(db, { plan })).lease_token;
});

const update = (status: string) => db.as(owner, (tx) => tx`select agent_update_plan(${plan}, ${status})`);
const person = (step: number, action: string) =>
  db.as(owner, (tx) => tx`select agent_move_step(${plan}, ${step}, ${action})`);

/** Each state that a plan may reach while step 1 is held. */
const states: Record<string, () => Promise<unknown>> = {
  in_progress: () => Promise.resolve(),
  paused: () => update('paused'),
  resumed: async () => {
    await update('paused');
    await update('in_progress');
  },
  cancelled: () => update('cancelled'),
  completed: () => update('completed'),
  blocked: () => person(3, 'block'),
  failed: () => person(3, 'fail_step'),
  'task completed': () => db.sql`update deep_work_tasks set completed = true where id = ${task}`,
  'task reopened': async () => {
    await db.sql`update deep_work_tasks set completed = true where id = ${task}`;
    await claimStep(db, { plan: null });
    await db.sql`update deep_work_tasks set completed = false where id = ${task}`;
  },
};

const calls: Record<string, () => [Call, typeof agent]> = {
  heartbeat: () => [heartbeatCall(plan, 1, token), agent],
  complete: () => [moveCall(plan, 1, 'complete_step', token), agent],
  report: () => [(tx) => tx`select agent_report_step(${plan}, 1, 'complete_step', ${token})`, agent],
  fail: () => [moveCall(plan, 1, 'fail_step', token), agent],
  release: () => [moveCall(plan, 1, 'release_step', token), agent],
  note: () => [
    (tx) => tx`select agent_add_log('note', ${plan}, step_number => 1, lease_token => ${token})`,
    agent,
  ],
  start_pending: () => [moveCall(plan, 2, 'start_step', null), rival],
  complete_pending: () => [moveCall(plan, 2, 'complete_step', null), rival],
  fail_pending: () => [moveCall(plan, 2, 'fail_step', null), rival],
  inserted: () => [
    (tx) =>
      tx`insert into agent_execution_logs (plan_id, step_number, action_type) values (${plan}, 2, 'complete_step') returning id`,
    rival,
  ],
};

const held = {
  heartbeat: 'ok',
  complete: 'ok',
  report: 'ok',
  fail: 'ok',
  release: 'ok',
  note: 'ok',
} as const;
const open = { start_pending: 'ok', complete_pending: 'ok', fail_pending: 'ok', inserted: 'ok' } as const;
const over = (status: string): Outcome => [
  'AE410',
  new RegExp(
    `^The plan was ${status}\\. The lease of step 1 has ended\\. Nothing was written\\. Stop work on this step `,
  ),
];
const closed = (message: RegExp) => ({
  start_pending: ['AE409', message] as Outcome,
  complete_pending: ['AE409', message] as Outcome,
  fail_pending: ['AE409', message] as Outcome,
  inserted: ['AE409', message] as Outcome,
});
const ended = (status: string) => ({
  heartbeat: over(status),
  complete: over(status),
  report: over(status),
  fail: over(status),
  release: over(status),
  note: over(status),
});

const table: Record<string, Expected> = {
  in_progress: { calls: { ...held, ...open }, claim: 2 },
  paused: { calls: { ...held, ...closed(/^The plan is paused: .* Resume the plan first/) }, claim: null },
  resumed: { calls: { ...held, ...open }, claim: 2 },
  cancelled: {
    calls: { ...ended('cancelled'), ...closed(/^The plan is cancelled: .* create a new plan/) },
    claim: null,
  },
  completed: { calls: { ...ended('completed'), ...closed(/^The plan is completed: /) }, claim: null },
  blocked: { calls: { ...held, ...open }, claim: null },
  failed: { calls: { ...held, ...open }, claim: null },
  'task completed': { calls: { ...held, ...open }, claim: null },
  'task reopened': { calls: { ...held, ...open }, claim: 2 },
};

async function outcomeOf(call: Call, identity: typeof agent): Promise<string> {
  return db.as(identity, call).then(
    () => 'ok',
    ({ code, message, hint }: postgres.PostgresError) => `${code} ${message} ${hint}`,
  );
}

describe.each(Object.entries(table))('a plan that is %s', (state, expected) => {
  test.each(Object.keys(calls))('returns for %s what the table says', async (name) => {
    await states[state]?.();
    const [call, identity] = calls[name]?.() ?? [];
    if (!call || !identity) throw new Error(`There is no call ${name}.`);
    const outcome = await outcomeOf(call, identity);
    const wanted = expected.calls[name];
    if (typeof wanted === 'string') expect(outcome).toBe(wanted);
    else if (Array.isArray(wanted)) {
      const [code, text] = wanted;
      expect(outcome.slice(0, 5)).toBe(code);
      expect(outcome.slice(6)).toMatch(text);
    }
  });

  test('claims the step that the table names, by plan and over all plans', async () => {
    await states[state]?.();
    for (const of of [plan, null]) {
      const { step, lease_token } = await claimStep(db, { plan: of }, rival);
      expect(step?.step_number ?? null).toBe(expected.claim);
      if (step) await db.as(rival, moveCall(plan, step.step_number, 'release_step', lease_token));
    }
  });
});

describe('the lease of a held step', () => {
  test.each(['cancelled', 'completed'])(
    'ends when the plan is %s, and no caller holds the step',
    async (status) => {
      await update(status);
      expect(await readStep(db, plan, 1)).toMatchObject({
        status: 'in_progress',
        lease_owner: null,
        lease_expires_at: null,
        heartbeat_at: null,
      });
      const [row] = await db.as(owner, (tx) => tx`select agent_leases(${plan}) -> 'leases' as it`);
      expect(row?.it).toEqual([]);
      const [claimed] = await db.as(agent, (tx) => tx`select agent_claim_step(${plan}) as it`);
      expect(claimed?.it).toMatchObject({ step: null, ask_again_at: null, plan: { status } });
    },
  );

  test.each([
    ['paused', /^The plan is paused\. Report step 1 if it is done soon, or release it\./],
    ['task completed', /^The task is completed\. Release step 1, or report it if it is done\./],
  ])('stays while the plan is %s, and a heartbeat says what to do', async (state, advice) => {
    await states[state]?.();
    const [heartbeat] = await db.as(agent, heartbeatCall(plan, 1, token, 600));
    expect(heartbeat?.it.should_stop).toBe(true);
    expect(heartbeat?.it.advice).toMatch(advice);
    expect(heartbeat?.it.seconds_left).toBeGreaterThan(500);
  });

  test.each(['in_progress', 'blocked', 'failed', 'resumed', 'task reopened'])(
    'stays while the plan is %s, and a heartbeat says to continue',
    async (state) => {
      await states[state]?.();
      const [heartbeat] = await db.as(agent, heartbeatCall(plan, 1, token));
      expect(heartbeat?.it).toMatchObject({ should_stop: false, advice: null });
    },
  );

  test('expires in a paused plan, and is reclaimed before the step is given out again', async () => {
    await update('paused');
    await db.sql`update agent_execution_steps set lease_expires_at = clock_timestamp() - interval '1 second'
      where plan_id = ${plan} and step_number = 1`;
    expect(await outcomeOf(heartbeatCall(plan, 1, token), agent)).toMatch(
      /^AE410 The lease of step 1 is lost/,
    );
    expect((await claimStep(db, { plan }, rival)).step).toBeNull();
    await update('in_progress');
    expect((await claimStep(db, { plan }, rival)).step).toMatchObject({ step_number: 1, attempt: 2 });
  });

  test('lets the last report complete a paused plan', async () => {
    await person(2, 'skip_step');
    await person(3, 'skip_step');
    await update('paused');
    await db.as(agent, moveCall(plan, 1, 'complete_step', token));
    expect(await readPlan(db, plan)).toMatchObject({ status: 'paused', completed_steps: 3 });
    await update('in_progress');
    expect(await readPlan(db, plan)).toMatchObject({ status: 'completed' });
  });
});

test('claims steps of a host application’s task that has no column completed', async () => {
  await db.sql`alter table deep_work_tasks rename column completed to done`;
  try {
    expect((await claimStep(db, { plan }, rival)).step).toMatchObject({ step_number: 2 });
  } finally {
    await db.sql`alter table deep_work_tasks rename column done to completed`;
  }
});

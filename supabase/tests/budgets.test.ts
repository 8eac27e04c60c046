/** Budgets: a warning at 80 %, a stop at the limit, each once, also when usage arrives at the same time. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  agentKey,
  anon,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
  person,
  serviceRole,
} from './identities.ts';

let db: Database;
let task: string;
let plan: string;
beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  task = await db.makeTask('owner');
  plan = await db.makePlan('owner', task);
});

const worker = agentKey('owner', 'read', 'write');
const lead = agentKey('owner', 'read', 'write', 'approve');
const within = (identity: Identity, claims: Record<string, string>): Identity => ({
  ...identity,
  claims: { ...identity.claims, ...claims },
});

interface Limits {
  plan_id?: string;
  task_id?: string;
  agent_key_id?: string;
  limit_usd?: number;
  limit_tokens?: number;
}
const set = async (limits: Limits, identity: Identity = owner) => {
  const {
    plan_id = null,
    task_id = null,
    agent_key_id = null,
    limit_usd = null,
    limit_tokens = null,
  } = limits;
  const [row] = await db.as(
    identity,
    (tx) =>
      tx`select agent_set_budget(${plan_id}, ${task_id}, ${agent_key_id}, ${limit_usd}, ${limit_tokens}) as it`,
  );
  return row?.it;
};
const spend = (cost_usd: number | null, more: object = {}, identity: Identity = worker, planId = plan) =>
  db.as(
    identity,
    (tx) =>
      tx`select agent_report_usage(${planId}, ${tx.json([
        { usage_key: crypto.randomUUID(), model: 'm', cost_usd, ...more },
      ])})`,
  );
const list = async (identity: Identity = owner, planId: string | null = plan) => {
  const [row] = await db.as(identity, (tx) => tx`select agent_list_budgets(${planId}) as it`);
  return row?.it;
};
const rowsOf = async (planId = plan) =>
  (
    await db.sql`select action_type, actor_type from agent_execution_logs
      where plan_id = ${planId} and (action_type like 'budget_%' or action_type = 'update_plan') order by seq`
  ).map(({ action_type, actor_type }) => `${action_type} by ${actor_type}`);
const statusOf = async (planId = plan) =>
  (await db.sql`select status from agent_execution_plans where id = ${planId}`)[0]?.status;
const take = async (planId = plan) => {
  const [row] = await db.as(worker, (tx) => tx`select agent_take_messages(${planId}) as it`);
  return row?.it.map(({ body }: { body: string }) => body);
};
const resume = (planId = plan) =>
  db.as(owner, (tx) => tx`select agent_update_plan(${planId}, 'in_progress')`);
const isLogValid = async (planId = plan) => {
  const [row] = await db.as(owner, (tx) => tx`select agent_verify_log(${planId}) as it`);
  return row?.it.is_valid;
};
const makeKey = async () => {
  const [row] = await db.as(owner, (tx) => tx`select agent_create_api_key('Budgeted') as it`);
  return String(row?.it.id);
};

describe('the budget of a plan', () => {
  test('logs the first call whose cost is unknown, as it may pass a limit in USD', async () => {
    await set({ plan_id: plan, limit_usd: 1 });
    await Promise.all([spend(null), spend(null), spend(null)]);
    await spend(0.1);
    expect(await rowsOf()).toEqual(['budget_warning by system']);
    const [row] = await db.sql`select description from agent_execution_logs
      where plan_id = ${plan} and action_type = 'budget_warning'`;
    expect(row?.description).toMatch(/cost unknown of further calls: 1/);
    expect(await statusOf()).toBe('pending');
  });

  test('warns at 80 % and pauses the plan at the limit, each with a log row and a message', async () => {
    await set({ plan_id: plan, limit_usd: 1 });
    await spend(0.5);
    expect(await rowsOf()).toEqual([]);
    await spend(0.35);
    expect(await rowsOf()).toEqual(['budget_warning by system']);
    expect(await take()).toEqual([expect.stringContaining('$0.85 of $1.00 for this plan are spent')]);
    await spend(0.05);
    expect(await rowsOf()).toHaveLength(1);
    expect(await statusOf()).toBe('pending');
    await spend(0.2);
    expect(await statusOf()).toBe('paused');
    expect(await rowsOf()).toEqual([
      'budget_warning by system',
      'budget_reached by system',
      'update_plan by system',
    ]);
    expect(await take()).toEqual([
      expect.stringMatching(
        /^The budget is spent: \$1\.10 of \$1\.00 for this plan\. The plan is paused\. Stop now/,
      ),
    ]);
    await spend(0.2);
    expect(await rowsOf()).toHaveLength(3);
    expect(await isLogValid()).toBe(true);
  });

  test('is reached once by many reports at the same time', async () => {
    await set({ plan_id: plan, limit_usd: 1 });
    await Promise.all(Array.from({ length: 12 }, () => spend(0.25)));
    expect((await rowsOf()).filter((row) => row.startsWith('budget_reached'))).toHaveLength(1);
    expect((await rowsOf()).filter((row) => row.startsWith('update_plan'))).toHaveLength(1);
    expect(await list()).toMatchObject([{ spent_usd: 3, share: 3, reached_at: expect.any(String) }]);
    expect(await isLogValid()).toBe(true);
  });

  test('counts tokens, and says of how many calls the cost is unknown', async () => {
    await set({ plan_id: plan, limit_usd: 1, limit_tokens: 1000 });
    await spend(null, { input_tokens: 400, output_tokens: 100, cached_tokens: 300 });
    expect(await list()).toMatchObject([{ spent_usd: 0, spent_tokens: 500, unknown_calls: 1, share: 0.5 }]);
    await spend(null, { input_tokens: 600 });
    expect(await take()).toEqual([expect.stringContaining('(cost unknown of further calls: 2)')]);
    expect(await statusOf()).toBe('paused');
  });

  test('counts usage once, also if its key is reported again', async () => {
    await set({ plan_id: plan, limit_usd: 1 });
    for (const _ of [1, 2]) await spend(0.3, { usage_key: 'same' });
    expect(await list()).toMatchObject([{ spent_usd: 0.3 }]);
  });

  test('counts usage in the metadata of a report, which stays whole', async () => {
    await set({ plan_id: plan, limit_usd: 1 });
    const metadata = { usage: { model: 'm', cost_usd: 2 } };
    const [row] = await db.as(
      worker,
      (tx) =>
        tx`select agent_report_move(${plan}, 1, 'complete_step', metadata => ${tx.json(metadata)}) as it`,
    );
    expect(row?.it).toMatchObject({ status: 'completed' });
    expect(await statusOf()).toBe('paused');
    expect(await isLogValid()).toBe(true);
  });

  test('does not let the plan continue until it is raised or removed', async () => {
    const { id } = await set({ plan_id: plan, limit_usd: 1 });
    await spend(1.5);
    const refused = await expectError(resume(), 'AE409');
    expect(refused.message).toContain('$1.50 of $1.00');
    expect(await set({ plan_id: plan, limit_usd: 1.6 })).toMatchObject({ id, reached_at: null });
    await resume();
    expect(await statusOf()).toBe('in_progress');
    await spend(0.2);
    expect(await statusOf()).toBe('paused');
    await db.as(owner, (tx) => tx`select agent_delete_budget(${id})`);
    await resume();
    expect(await list()).toEqual([]);
  });

  test('counts what was spent before it was set, and stops at once', async () => {
    await spend(2);
    expect(await set({ plan_id: plan, limit_usd: 1 })).toMatchObject({
      spent_usd: 2,
      reached_at: expect.any(String),
    });
    expect(await statusOf()).toBe('paused');
  });

  test('misses nothing that is spent while it is set', async () => {
    const spent = Array.from({ length: 10 }, () => spend(0.01));
    await Promise.all([
      ...spent,
      set({ plan_id: plan, limit_usd: 100 }),
      ...Array.from({ length: 10 }, () => spend(0.01)),
    ]);
    expect((await list())[0].spent_usd).toBeCloseTo(0.2);
  });

  test('includes its sub-plans, and pauses the plan above', async () => {
    const [sub] = await db.as(
      owner,
      (tx) => tx`select (agent_create_plan(${task}, 'sub', ${tx.json([declareStep(1)])},
        parent_plan_id => ${plan}, parent_step_number => 1)).id`,
    );
    await set({ plan_id: plan, limit_usd: 1 });
    await spend(1, {}, worker, sub?.id);
    expect(await statusOf()).toBe('paused');
    expect(await list(owner, sub?.id)).toMatchObject([{ plan_id: plan, share: 1 }]);
  });
});

test('the budget of a task covers all of its plans, and pauses the one that spends', async () => {
  const second = await db.makePlan('owner', task);
  await set({ task_id: task, limit_usd: 1 });
  await spend(0.6);
  await spend(0.6, {}, worker, second);
  expect([await statusOf(), await statusOf(second)]).toEqual(['pending', 'paused']);
  await spend(0.1);
  expect([await statusOf(), await statusOf(second)]).toEqual(['paused', 'paused']);
});

test('the budget of a key counts what this key spends', async () => {
  const id = await makeKey();
  const keyed = within(worker, { agent_key_id: id });
  await set({ agent_key_id: id, limit_usd: 1 });
  await spend(5);
  expect(await statusOf()).toBe('pending');
  await spend(1, {}, keyed);
  expect(await statusOf()).toBe('paused');
  expect(await list(owner, null)).toContainEqual(expect.objectContaining({ agent_key_id: id, spent_usd: 1 }));
});

test('a budget may be set by those who may steer, within their restriction', async () => {
  const budget = { plan_id: plan, limit_usd: 1 };
  for (const caller of [owner, serviceRole, lead, within(lead, { plan_id: plan })])
    expect(await set(budget, caller)).toMatchObject({ limit_usd: 1 });
  await expectError(set(budget, worker), 'AE403');
  await expectError(set(budget, other), 'AE404');
  await expectError(set(budget, anon), '42501');
  await expectError(set({ task_id: task, limit_usd: 1 }, within(lead, { plan_id: plan })), 'AE403');
  await expectError(set({ task_id: task, limit_usd: 1 }, other), 'AE404');
  await expectError(set({ agent_key_id: await makeKey(), limit_usd: 1 }, other), 'AE404');
  await expectError(
    set({ agent_key_id: await makeKey(), limit_usd: 1 }, within(lead, { plan_id: plan })),
    'AE403',
  );
  await expectError(set({ plan_id: plan }), 'AE400');
  await expectError(set({ plan_id: plan, limit_usd: 0 }), 'AE400');
  await expectError(set({ ...budget, task_id: task }), 'AE400');
  await expectError(list(other), 'AE404');
  expect(await list(other, null)).toEqual([]);
  const [{ id }] = await list();
  for (const [caller, code] of [
    [worker, 'AE403'],
    [other, 'AE404'],
  ] as const)
    await expectError(
      db.as(caller, (tx) => tx`select agent_delete_budget(${id})`),
      code,
    );
});

test('the analytics show what was spent of a budget, day by day', async () => {
  const caller = person('saver');
  const saver = agentKey('saver', 'read', 'write', 'approve');
  const ofTask = await db.makeTask('saver');
  const parent = await db.makePlan('saver', ofTask);
  const [child] = await db.as(
    saver,
    (tx) => tx`select (agent_create_plan(${ofTask}, 'help', ${tx.json([declareStep(1)])},
      parent_plan_id => ${parent}, parent_step_number => 1)).id`,
  );
  const report = (id: string, usage_key: string, cost_usd: number, occurred_at: string) =>
    db.as(
      saver,
      (tx) =>
        tx`select agent_report_usage(${id}, ${tx.json([{ usage_key, model: 'm', cost_usd, input_tokens: 100, occurred_at }])})`,
    );
  await report(parent, 'a', 1, 'unknown');
  await report(parent, 'b', 2, '2026-03-01T10:00Z');
  await report(child?.id, 'c', 3, '2026-03-02T23:30Z');
  await report(parent, 'd', 4, '2026-03-04T12:00Z');
  await set({ plan_id: parent, limit_usd: 20 }, saver);
  await set({ task_id: ofTask, limit_tokens: 500 }, saver);
  await db.sql`update agent_budgets set created_at = '2026-03-02T12:00Z' where plan_id = ${parent}`;
  await db.sql`update agent_budgets set created_at = '2026-01-01' where task_id = ${ofTask}`;
  const read = async (identity: Identity, zone = 'UTC') => {
    const [row] = await db.as(
      identity,
      (tx) =>
        tx`select agent_plan_analytics('2026-03-01T00:00Z', '2026-03-04T00:00Z', 'day', ${zone}) -> 'budgets' as it`,
    );
    return row?.it;
  };
  const lines = await read(caller);
  expect(lines).toMatchObject([
    { task_id: ofTask, limit_tokens: 500, over_time: [{ share: 0.4 }, { share: 0.6 }, { share: 0.6 }] },
    {
      plan_id: parent,
      over_time: [
        { period: '2026-03-02', spent_usd: 6, share: 0.3 },
        { period: '2026-03-03', spent_usd: 6 },
      ],
    },
  ]);
  // In Berlin, the call of the sub-plan was on the next day.
  expect((await read(caller, 'Europe/Berlin'))[1].over_time[0]).toMatchObject({ spent_usd: 3 });
  expect(await read(other)).toEqual([]);
});

/** Beginning plans: agent_begin_plan creates a plan and claims its first step, and begin_plans does so for a batch. */
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Args, beginBatch, fastItem } from './engine-calls.ts';
import {
  agentKey,
  anon,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  owner,
  serviceRole,
} from './identities.ts';
import { readLog, readPlan } from './plan-rows.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

const agent = agentKey('owner', 'write');

const beginItem = (args: Args) => fastItem('agent_begin_plan', args, agent);
const runBatch = (items: postgres.JSONValue[], sql: postgres.Sql | postgres.TransactionSql = db.sql) =>
  beginBatch(sql, items);

const chain = [1, 2, 3].map((step) => declareStep(step));
const begin = async (identity: Identity, task: string, more: Args = {}) => {
  const args = { task_id: task, plan_type: 'research', steps: chain, ...more };
  const [row] = await db.as(
    identity,
    (tx) => tx`
      select agent_begin_plan(${task}, 'research', ${tx.json(args.steps)}, claim_key => ${String(more.claim_key ?? '') || null},
        agent_name => ${String(more.agent_name ?? '') || null}) as it`,
  );
  return row?.it;
};

describe('agent_begin_plan', () => {
  test('creates a plan and claims its first step', async () => {
    const begun = await begin(agent, await db.makeTask('owner'));
    expect(begun).toMatchObject({
      plan: {
        status: 'in_progress',
        total_steps: 3,
        created_by: "owner's agent",
        plan_json: { steps: chain },
      },
      step: { step_number: 1, status: 'in_progress', lease_owner: "owner's agent" },
    });
    expect(begun.plan).toEqual(
      (await db.sql`select to_jsonb(p) as it from agent_execution_plans p where id = ${begun.plan.id}`)[0]
        ?.it,
    );
    expect((await readLog(db, begun.plan.id)).map((log) => log.action_type)).toEqual([
      'create_plan',
      'start_step',
    ]);
  });

  test('returns the same plan and step when its caller repeats it with the same claim_key', async () => {
    const task = await db.makeTask('owner');
    const claim_key = crypto.randomUUID();
    const first = await begin(agent, task, { claim_key });
    const [second, third] = await Promise.all([
      begin(agent, task, { claim_key }),
      begin(agent, task, { claim_key }),
    ]);
    for (const again of [second, third]) {
      expect(again.plan).toEqual(first.plan);
      expect(again.lease_token).toBe(first.lease_token);
    }
    const others = [
      await begin(agent, task, { claim_key: crypto.randomUUID() }),
      await begin(agent, task, { claim_key, agent_name: 'worker-2' }),
      await begin(owner, task, { claim_key }),
      await begin(agent, task),
    ];
    expect(new Set([first, ...others].map(({ plan }) => plan.id)).size).toBe(5);
  });

  test('is not repeated by the fast path while the lease lasts', async () => {
    const task = await db.makeTask('owner');
    const args = {
      task_id: task,
      plan_type: 'research',
      steps: chain,
      lease_seconds: 60,
      claim_key: crypto.randomUUID(),
    };
    const item = beginItem(args);
    const rows = await runBatch([item, item]);
    expect(rows.map(({ place }) => place)).toEqual([1]);
    expect(await runBatch([item])).toEqual([]);
    expect((await begin(agent, task, args)).plan.id).toBe(JSON.parse(rows[0]?.body ?? '').plan.id);
  });

  test('returns no step if the first one awaits approval', async () => {
    const gated = [declareStep(1, { requires_approval: true })];
    expect(await begin(agent, await db.makeTask('owner'), { steps: gated })).toMatchObject({
      step: null,
      plan: { status: 'awaiting_approval', plan_json: { steps: gated } },
    });
  });

  test('creates nothing for a key that may not write, or on the task of another person', async () => {
    const task = await db.makeTask('owner');
    await expectError(begin(agentKey('owner', 'read'), task), '42501');
    await expectError(begin(agentKey('other', 'write'), task), 'AE404');
    expect(await db.sql`select from agent_execution_plans where task_id = ${task}`).toHaveLength(0);
  });
});

describe('begin_plans', () => {
  const item = (task_id: string) =>
    fastItem('agent_create_plan', { task_id, plan_type: 'research', steps: chain }, agent);

  test('skips a task that another transaction deletes', async () => {
    const [locked, free] = [await db.makeTask('owner'), await db.makeTask('owner')];
    await db.sql.begin(async (tx) => {
      await tx`delete from deep_work_tasks where id = ${locked}`;
      expect((await runBatch([item(locked), item(free)])).map(({ place }) => place)).toEqual([2]);
    });
  });

  test('finds a claim that was committed while its statement waited', async () => {
    const [task, claim_key] = [await db.makeTask('owner'), crypto.randomUUID()];
    const args = { task_id: task, plan_type: 'research', steps: chain, lease_seconds: 60, claim_key };
    const { waiting } = await db.sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(1)`;
      // The statement takes its snapshot, and then waits.
      const waiting = db.sql`
        select pg_advisory_xact_lock(1)::text = '' and private.has_claimed('owner', 'owner''s agent', ${claim_key}) as it`;
      waiting.execute();
      await expect
        .poll(() => db.sql`select from pg_locks where locktype = 'advisory' and objid = 1 and not granted`)
        .toHaveLength(1);
      expect(await runBatch([beginItem(args)])).toHaveLength(1);
      return { waiting }; // in an object, because a promise alone would be awaited here
    });
    expect(await waiting).toEqual([{ it: true }]);
  });

  test('skips a claim_key that another transaction claims with', async () => {
    const [first, second] = [await db.makeTask('owner'), await db.makeTask('owner')];
    const args = { plan_type: 'research', steps: chain, lease_seconds: 60, claim_key: crypto.randomUUID() };
    const begun = (task_id: string) => beginItem({ task_id, ...args });
    await db.sql.begin(async (tx) => {
      expect(await runBatch([begun(first)], tx)).toHaveLength(1);
      expect(await runBatch([begun(second)])).toEqual([]);
    });
  });

  test.each([
    ['a person', owner],
    ['an agent', agent],
    ['the service role', serviceRole],
    ['a caller without a token', anon],
  ])('cannot be called by %s', async (_name, identity) => {
    const task = await db.makeTask('owner');
    await expectError(
      db.as(identity, (tx) => runBatch([item(task)], tx)),
      '42501',
    );
    expect(await db.sql`select from agent_execution_plans where task_id = ${task}`).toHaveLength(0);
  });
});

describe.each([
  ['a person', owner],
  ['an agent', agent],
  ['the service role', serviceRole],
])('%s who sends the hash of a plan', (_name, identity) => {
  const insert = (task_id: string, steps: postgres.JSONValue) =>
    db.as(
      identity,
      (tx) => tx<{ id: string }[]>`
        insert into agent_execution_plans (task_id, plan_type, plan_json, last_hash, last_seq, is_chain)
        values (${task_id}, 'research', ${tx.json({ steps })}, 'forged', 1, true) returning id`,
    );

  test('gets the steps and the log row of any other plan', async () => {
    const [made] = await insert(await db.makeTask('owner'), chain);
    const [log, ...others] = await readLog(db, made?.id ?? '');
    expect(others).toEqual([]);
    expect(log).toMatchObject({ action_type: 'create_plan', prev_hash: null });
    expect(await readPlan(db, made?.id ?? '')).toMatchObject({ last_hash: log?.hash, last_seq: log?.seq });
    expect(await db.sql`select from agent_execution_steps where plan_id = ${made?.id ?? ''}`).toHaveLength(3);
  });

  test('does not get past the checks', async () => {
    const task = await db.makeTask('owner');
    await expectError(insert(task, [{ step: 1 }]), 'AE400');
    expect(await db.sql`select from agent_execution_plans where task_id = ${task}`).toHaveLength(0);
  });
});

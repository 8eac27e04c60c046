/** What a plan claims and proves: from its rows, those of its sub-plans, and usage. */
import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
  serviceRole,
} from './identities.ts';

let db: Database;
let plan: string;
let subPlan: string;
const agent = agentKey('owner', 'read', 'write');
const reader = agentKey('owner', 'read');
const restrictedTo = (claims: Record<string, string>): Identity => ({
  ...agent,
  claims: { ...agent.claims, ...claims },
});

const evidence = async (identity = owner, id = plan) =>
  (await db.as(identity, (tx) => tx`select agent_plan_evidence(${id}) as it`))[0]?.it;
const log = (id: string, action_type: string, metadata: postgres.JSONValue, error: string | null = null) =>
  db.as(
    agent,
    (tx) =>
      tx`select agent_add_log(${action_type}, plan_id => ${id}, description => ${`A ${action_type}`},
        error_message => ${error}, metadata => ${tx.json(metadata)})`,
  );
const usage = (id: string, row: postgres.JSONValue, identity = agent) =>
  db.as(
    identity,
    (tx) => tx`select agent_report_usage(${id}, ${tx.json([row] as postgres.JSONValue[])}) as it`,
  );

beforeAll(async () => {
  db = await openDatabase();
  const task = await db.makeTask('owner');
  plan = await db.makePlan('owner', task, [declareStep(1)]);
  const [row] = await db.as(
    agent,
    (
      tx,
    ) => tx`select (agent_create_plan(${task}, 'subagent', ${tx.json([{ step: 1, action: 'a', description: 'd' }])},
      parent_plan_id => ${plan}, parent_step_number => 1, metadata => '{"agent_type": "Explore"}')).id`,
  );
  subPlan = row?.id;
});
afterAll(() => db.end());

test('of a plan without any is empty', async () => {
  expect(await evidence()).toEqual({
    plan_id: plan,
    plan_ids: [plan, subPlan],
    claims: [],
    commands: { runs: 0, failed: 0 },
    tests: { runs: 0, failed: 0 },
    newest_test: null,
    changes: { files: 0, added: 0, removed: 0 },
    files: [],
    commits: [],
    loops: 0,
    disputed_claims: [],
    is_disputed: false,
    usage: [],
  });
});

test('sums up the rows of the plan and of its sub-plans', async () => {
  await log(plan, 'edit', { changes: [{ path: '/a', added: 2, removed: 1 }] });
  await log(subPlan, 'edit', {
    changes: [
      { path: '/a', added: 3, removed: 0 },
      { path: '/b', added: 1, removed: 0 },
    ],
  });
  await log(subPlan, 'command', { commit: 'abc1234' });
  await log(plan, 'command', {}, 'Exit code 2');
  await log(plan, 'command', { test: { exit_code: 1 } }, 'Exit code 1');
  await log(plan, 'looping', {}, 'Exit code 1');
  expect(await evidence()).toMatchObject({
    commands: { runs: 3, failed: 2 },
    tests: { runs: 1, failed: 1 },
    newest_test: { exit_code: 1, is_failed: true, description: 'A command' },
    changes: { files: 2, added: 6, removed: 1 },
    commits: [{ plan_id: subPlan, commit: 'abc1234', pull_request: null }],
    loops: 1,
  });
  expect((await evidence()).files).toEqual(
    expect.arrayContaining([
      { path: '/a', edits: 2, added: 5, removed: 1 },
      { path: '/b', edits: 1, added: 1, removed: 0 },
    ]),
  );
});

test('ignores metadata of another shape', async () => {
  await log(plan, 'edit', { changes: 'many' });
  await log(plan, 'edit', {
    changes: [{ added: 5 }, 'x', null, 7, { path: '/c', added: 'many', removed: -1 }],
  });
  await log(plan, 'command', { test: 'passed', commit: 7 });
  expect(await evidence()).toMatchObject({
    changes: { files: 3, added: 6, removed: 1 },
    newest_test: { exit_code: null },
    tests: { runs: 2 },
  });
});

test('disputes a claim until a test passes', async () => {
  await log(plan, 'disputed_claim', {});
  expect(await evidence()).toMatchObject({ is_disputed: true, disputed_claims: [{ plan_id: plan }] });
  await log(plan, 'command', { test: { exit_code: null } });
  expect((await evidence()).is_disputed).toBe(true);
  await log(plan, 'command', { test: { exit_code: 0 } });
  expect(await evidence()).toMatchObject({ is_disputed: false, disputed_claims: [{ plan_id: plan }] });
});

test('has the final messages of completed steps', async () => {
  await db.as(agent, (tx) => tx`select agent_move_step(${subPlan}, 1, 'start_step')`);
  await db.as(
    agent,
    (tx) => tx`select agent_move_step(${subPlan}, 1, 'complete_step', result => '{"message": "Done"}')`,
  );
  expect((await evidence(owner, subPlan)).claims).toMatchObject([{ step_number: 1, message: 'Done' }]);
});

test('adds usage by step, agent and model', async () => {
  const call = { step_number: 1, model: 'm', input_tokens: 10, output_tokens: 2, cost_usd: 0.5 };
  await usage(plan, { ...call, usage_key: 'u1' });
  await usage(plan, { ...call, usage_key: 'u1' });
  await usage(plan, { ...call, usage_key: 'u2', cost_usd: null });
  await usage(subPlan, { usage_key: 'u1', model: 'n', agent: 'a1' });
  expect((await evidence()).usage).toEqual(
    expect.arrayContaining([
      {
        plan_id: plan,
        step_number: 1,
        agent: null,
        model: 'm',
        calls: 2,
        unknown_calls: 1,
        input_tokens: 20,
        output_tokens: 4,
        cached_tokens: 0,
        reasoning_tokens: 0,
        cost_usd: 0.5,
        is_estimated: false,
        is_partial: true,
      },
      expect.objectContaining({ plan_id: subPlan, agent: 'Explore', model: 'n', calls: 1, cost_usd: null }),
    ]),
  );
  await expectError(usage(plan, { ...call, usage_key: 'u3' }, reader), 'AE403');
  await expectError(usage(plan, { ...call, usage_key: 'u3' }, other), 'AE404');
});

test('is open to each caller who may see the plan, and only to them', async () => {
  const expected = await evidence();
  for (const identity of [agent, reader, serviceRole]) expect(await evidence(identity)).toEqual(expected);
  const [row] = await db.sql`select task_id from agent_execution_plans where id = ${plan}`;
  expect(await evidence(restrictedTo({ task_id: row?.task_id }))).toEqual(expected);
  // A key for the plan alone sees nothing of its sub-plans.
  const alone = await evidence(restrictedTo({ plan_id: plan }));
  expect(alone.changes).toEqual({ files: 2, added: 2, removed: 1 });
  expect(alone.usage.map((used: { plan_id: string }) => used.plan_id)).toEqual([plan]);
  await expectError(evidence(restrictedTo({ plan_id: subPlan })), 'AE404');
  await expectError(evidence(other), 'AE404');
});

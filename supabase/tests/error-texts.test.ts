/** Every function that reports an error cuts an error text that is too long. Other long texts are refused. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type Database,
  declareStep,
  expectError,
  openDatabase,
  owner,
  type Transaction,
} from './identities.ts';
import { agent, claimStep } from './lease-calls.ts';
import { readNewestLog, readPlan, readStep } from './plan-rows.ts';

let db: Database;
let task: string;
let plan: string;
const long = 'é'.repeat(30_000);
const cut = /^é{19000,}… \[cut from 30,000 characters\]$/;

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan('owner', task, [
    declareStep(1, { depends_on: [] }),
    declareStep(2, { depends_on: [] }),
  ]);
});

test.each<[string, (tx: Transaction) => Promise<unknown>]>([
  [
    'agent_move_step',
    (tx) =>
      tx`select agent_move_step(${plan}, 1, 'fail_step', error_message => ${long}, description => ${long})`,
  ],
  [
    'agent_add_log',
    (tx) =>
      tx`select agent_add_log('block', ${plan}, step_number => 1, error_message => ${long}, description => ${long})`,
  ],
  [
    'agent_add_logs',
    (tx) =>
      tx`select agent_add_logs(${tx.json([{ plan_id: plan, step_number: 1, action_type: 'fail_step', error_message: long, description: long }])})`,
  ],
  [
    'agent_ingest_logs',
    (tx) =>
      tx`select agent_ingest_logs(${tx.json([{ plan_id: plan, step_number: 1, action_type: 'tool_call', error_message: long, description: long }])})`,
  ],
])('%s cuts error_message and the description beside it', async (_, call) => {
  await db.as(owner, call);
  const log = await readNewestLog(db, plan);
  expect(log?.error_message).toMatch(cut);
  expect(log?.error_message).toHaveLength(20_000);
  expect(log?.description).toMatch(cut);
});

test('agent_report_step cuts error_message under a lease', async () => {
  const { lease_token } = await claimStep(db, { plan });
  await db.as(
    agent,
    (tx) => tx`select agent_report_step(${plan}, 1, 'fail_step', ${lease_token}, error_message => ${long})`,
  );
  expect((await readStep(db, plan, 1))?.error_message).toMatch(cut);
});

test('agent_block_step cuts the step’s error, and keeps the reasoning of the plan', async () => {
  await db.as(
    owner,
    (tx) => tx`select agent_update_plan(${plan}, agent_reasoning => 'Begin with the archive')`,
  );
  await db.as(owner, (tx) => tx`select agent_block_step(${plan}, 1, ${'x'.repeat(300_000)})`);
  expect((await readStep(db, plan, 1))?.error_message).toMatch(/cut from 300,000 characters\]$/);
  expect(await readPlan(db, plan)).toMatchObject({
    status: 'blocked',
    agent_reasoning: 'Begin with the archive',
  });
});

const newestBlock = async () =>
  (
    await db.sql`
      select * from agent_execution_logs where plan_id = ${plan} and action_type = 'block' order by seq desc limit 1`
  )[0];

test('agent_block_step logs what a person did, and the failed operation of an agent', async () => {
  await db.as(owner, (tx) => tx`select agent_block_step(${plan}, 1, 'No access')`);
  expect(await newestBlock()).toMatchObject({
    action_type: 'block',
    description: 'Blocked the step',
    error_message: 'No access',
    agent_confidence: null,
  });
  await db.as(agent, (tx) => tx`select agent_block_step(${plan}, 1, 'No network')`);
  expect(await newestBlock()).toMatchObject({
    description: 'Operation failed',
    error_message: 'No network',
    agent_confidence: 0,
  });
  expect((await readPlan(db, plan))?.agent_reasoning).toBeNull();
});

test('agent_update_plan and agent_set_context cut the reason and the value of a blocker', async () => {
  const huge = 'x'.repeat(200_000);
  await db.as(owner, (tx) => tx`select agent_update_plan(${plan}, 'blocked', agent_reasoning => ${huge})`);
  expect((await readPlan(db, plan))?.agent_reasoning).toMatch(/cut from 200,000 characters\]$/);
  const [row] = await db.as(
    owner,
    (tx) =>
      tx`select agent_set_context('blockers', 'error', ${huge}, plan_id => ${plan}) ->> 'context_value' as value`,
  );
  expect(row?.value).toMatch(/cut from 200,000 characters\]$/);
});

test('refuses any other text of the same length', async () => {
  const refused: ((tx: Transaction) => Promise<unknown>)[] = [
    (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step', description => ${long})`,
    (tx) => tx`select agent_add_log('note', ${plan}, description => ${long})`,
    (tx) => tx`select agent_update_plan(${plan}, agent_reasoning => ${'x'.repeat(100_001)})`,
    (tx) => tx`select agent_set_context('notes', 'k', ${'x'.repeat(131_073)}, plan_id => ${plan})`,
  ];
  for (const call of refused) await expectError(db.as(owner, call), '23514');
});

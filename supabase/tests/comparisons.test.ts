/** Two runs side by side: what the database reads of them, and for whom. */
import type { JSONValue } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  openDatabase,
  other,
  owner,
} from './identities.ts';

let db: Database;
let left: string;
let right: string;

interface LogParts {
  error?: string;
  result?: JSONValue;
  metadata?: JSONValue;
}

beforeAll(async () => {
  db = await openDatabase();
  const task = await db.makeTask('owner');
  left = await db.makePlan('owner', task);
  right = await db.makePlan('owner', task);
  const log = (plan: string, step: number, action: string, more: LogParts = {}) =>
    db.as(
      owner,
      (tx) => tx`select agent_add_log(plan_id => ${plan}, step_number => ${step}, action_type => ${action},
        error_message => ${more.error ?? null}, after_state => ${tx.json(more.result ?? null)},
        metadata => ${tx.json(more.metadata ?? {})})`,
    );
  await log(left, 1, 'start_step');
  await log(left, 1, 'command', { error: 'No network' });
  await log(left, 1, 'command', {
    metadata: { changes: [{ path: 'a.ts', added: 3, removed: 1 }, { path: 'a.ts', added: 1 }, 7] },
  });
  await log(left, 1, 'complete_step');
  await db.as(owner, (tx) => tx`select agent_undo_move(${left}, 1)`);
  await log(left, 1, 'complete_step', { result: { found: 3 } });
  await log(right, 1, 'start_step');
  await log(right, 1, 'block', { error: 'No disk' });
  await db.as(
    owner,
    (tx) =>
      tx`select agent_report_usage(${left}, ${tx.json([
        { usage_key: 'u1', model: 'm', step_number: 1, input_tokens: 10, output_tokens: 2, cost_usd: 0.5 },
      ])})`,
  );
});
afterAll(() => db.end());

const compare = async (
  identity = owner,
  leftVersion: number | null = null,
  rightVersion: number | null = null,
) =>
  (
    await db.as(
      identity,
      (tx) => tx`select agent_compare_plans(${left}, ${right}, ${leftVersion}, ${rightVersion}) as runs`,
    )
  )[0]?.runs;

describe('the owner', () => {
  test('sees the outcome, time, cost, result, actions and files of each step', async () => {
    const runs = await compare();
    expect(runs.left).toMatchObject({ plan_id: left, is_past: false, usage: { cost_usd: 0.5 } });
    expect(runs.left.steps).toHaveLength(3);
    expect(runs.left.steps[0]).toMatchObject({
      status: 'completed',
      result: { found: 3 },
      actions: 2,
      failed_actions: 1,
      files: [{ path: 'a.ts', added: 4, removed: 1 }],
      usage: { input_tokens: 10, cost_usd: 0.5 },
      started_at: expect.any(String),
      completed_at: expect.any(String),
    });
    expect(runs.right.steps[0]).toMatchObject({ status: 'blocked', error_message: 'No disk', usage: null });
    expect(runs.right.usage).toBeNull();
  });

  test('sees an earlier version as it was before the next one', async () => {
    await db.as(
      owner,
      (tx) =>
        tx`select id from agent_replan(${right}, ${tx.json([declareStep(1), { ...declareStep(2), description: 'Another' }])})`,
    );
    const [row] = await db.as(owner, (tx) => tx`select agent_compare_plans(${right}, ${right}, 1) as runs`);
    const { left: before, right: after } = row?.runs ?? {};
    expect(before).toMatchObject({ version: 1, is_past: true, usage: null, status: 'blocked' });
    expect(before.steps.map((step: { description: string }) => step.description)).toEqual([
      'Step 1',
      'Step 2',
      'Step 3',
    ]);
    expect(after).toMatchObject({ version: 2, is_past: false });
    expect(after.steps).toHaveLength(2);
    await expectError(compare(owner, null, 3), 'AE404');
    await expectError(compare(owner, 0), 'AE404');
    await expectError(compare(owner, 2147483647), 'AE404');
  });
});

test('a restricted key compares only its plan, and others nothing', async () => {
  const key = agentKey('owner', 'read');
  expect(await compare(key)).toBeTruthy();
  await expectError(compare({ ...key, claims: { ...key.claims, plan_id: left } }), 'AE404');
  await expectError(compare(other), 'AE404');
});

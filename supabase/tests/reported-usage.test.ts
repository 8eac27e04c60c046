/** Usage in the metadata of rows: however it is spelled, it counts once, and it never prevents the row. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { usageKeyOf } from '../../lib/dashboard/row-usage.ts';
import { agentKey, type Database, declareStep, openDatabase } from './identities.ts';

let db: Database;
let plan: string;
const agent = agentKey('owner', 'read', 'write');

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan('owner', await db.makeTask('owner'), [declareStep(1), declareStep(2)]);
});

const log = (metadata: postgres.JSONValue) =>
  db.as(
    agent,
    (tx) =>
      tx`select agent_add_log('note', plan_id => ${plan}, step_number => 1, metadata => ${tx.json(metadata)})`,
  );
const recorded = () =>
  db.sql`select step_number, agent, model, input_tokens::int, output_tokens::int, cached_tokens::int,
    reasoning_tokens::int, cost_usd, is_estimated from agent_usage where plan_id = ${plan} order by created_at`;

test.each<[string, postgres.JSONValue]>([
  [
    'our names',
    {
      usage: {
        model: 'm',
        input_tokens: 10,
        output_tokens: 2,
        cached_tokens: 3,
        reasoning_tokens: 1,
        cost_usd: 0.5,
      },
    },
  ],
  [
    'numbers as text, with null for what is unknown',
    {
      usage: {
        model: 'm',
        input_tokens: '10',
        output_tokens: ' 2 ',
        cached_tokens: 3,
        reasoning_tokens: '1e0',
        cost_usd: '0.50',
        agent: null,
      },
    },
  ],
  [
    'no object around them',
    { model: 'm', input_tokens: 10, output_tokens: 2, cached_tokens: 3, reasoning_tokens: 1, cost_usd: 0.5 },
  ],
  [
    'the names of OpenTelemetry GenAI',
    {
      'gen_ai.response.model': 'm',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 2,
      'gen_ai.usage.cache_read.input_tokens': 3,
      'gen_ai.usage.reasoning.output_tokens': 1,
      cost_usd: 0.5,
    },
  ],
])('counts with %s', async (_names, metadata) => {
  await log(metadata);
  expect([...(await recorded())]).toEqual([
    {
      step_number: 1,
      agent: "owner's agent",
      model: 'm',
      input_tokens: 10,
      output_tokens: 2,
      cached_tokens: 3,
      reasoning_tokens: 1,
      cost_usd: 0.5,
      is_estimated: false,
    },
  ]);
});

test('counts a usage_key once, and rows without one each', async () => {
  const usage = { model: 'm', input_tokens: 1 };
  await log({ usage: { ...usage, usage_key: 'call-1' } });
  await log({ usage: { ...usage, usage_key: 'call-1' } });
  await log({ usage });
  await log({ usage });
  expect(await recorded()).toHaveLength(3);
});

test('counts for reports of steps, for several rows, and by the fast path', async () => {
  const usage = { usage: { model: 'm', input_tokens: 7 } };
  await db.as(
    agent,
    (tx) => tx`select agent_move_step(${plan}, 1, 'start_step', metadata => ${tx.json(usage)})`,
  );
  const rows = [1, 2].map((step_number) => ({
    plan_id: plan,
    step_number,
    action_type: 'note',
    metadata: usage,
  }));
  await db.as(agent, (tx) => tx`select agent_ingest_logs(${tx.json(rows)})`);
  expect((await recorded()).map(({ step_number }) => step_number).toSorted()).toEqual([1, 1, 2]);
});

test.each<postgres.JSONValue>([
  { usage: 'a lot' },
  { usage: null },
  { usage: {} },
  { usage: { input_tokens: -1 } },
  { usage: { input_tokens: 'many', output_tokens: { of: 'them' }, cost_usd: 'NaN' } },
  { usage: { input_tokens: 1e300, cost_usd: 1e9 } },
])('writes a row with the unusable usage %j', async (metadata) => {
  await log(metadata);
  expect(await recorded()).toHaveLength(0);
  expect(
    await db.sql`select from agent_execution_logs where plan_id = ${plan} and action_type = 'note'`,
  ).toHaveLength(1);
});

test('cuts a long name of a model, and names a missing one', async () => {
  await log({ usage: { model: 'x'.repeat(500), input_tokens: 1 } });
  await log({ usage: { input_tokens: 1 } });
  const models = (await recorded()).map(({ model }) => model);
  expect(models.toSorted()).toEqual(['unknown', 'x'.repeat(100)]);
});

test.each([
  ['its row', { usage: { input_tokens: 1 } }],
  ['its own key', { input_tokens: 1, usage_key: 'call-1' }],
  ['the id of a response', { cost_usd: 1, 'gen_ai.response.id': 'r-1' }],
  ['a number in its usage', { usage: { cost_usd: 1, request_id: 7 } }],
  ['its row, with a blank key', { usage: { input_tokens: 1, usage_key: ' ' } }],
])('the transcript finds the usage of a row by %s', async (_key, metadata) => {
  await log(metadata);
  const [row] = await db.sql`select l.id, l.metadata, u.usage_key from agent_execution_logs l
    join agent_usage u on u.plan_id = l.plan_id where l.plan_id = ${plan} and l.action_type = 'note'`;
  expect(usageKeyOf({ id: row?.id, metadata: row?.metadata })).toBe(row?.usage_key);
});

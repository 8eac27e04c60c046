/** Usage that is reported without a cost gets an estimate, over every interface. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, openDatabase, owner } from './identities.ts';

let db: Database;
let plan: string;
beforeAll(async () => {
  db = await openDatabase();
  plan = await db.makePlan('owner', await db.makeTask('owner'), [declareStep(1)]);
});
afterAll(() => db.end());

const MILLION = 1_000_000;

async function estimate(model: string, input: number, output = 0, cached = 0, written = 0) {
  const [row] = await db.sql`
    select private.estimate_cost(${model}, ${input}, ${output}, ${cached}, ${written}) as cost`;
  return row?.cost;
}

test.each([
  ['claude-sonnet-4-5', [MILLION], 3],
  ['claude-sonnet-4-5', [MILLION, 0, MILLION], 0.3],
  ['claude-sonnet-4-5', [MILLION, 0, 0, MILLION], 3.75],
  ['claude-sonnet-4-5', [0, MILLION], 15],
  ['claude-sonnet-4-5-20250929', [MILLION], 3],
  ['anthropic/claude-sonnet-4-5', [MILLION], 3],
  ['gpt-4o', [MILLION, 0, MILLION], 1.25],
] as const)('estimates %s with %j at %d USD', async (model, [input, ...more], cost) => {
  expect(await estimate(model, input, ...more)).toBeCloseTo(cost);
});

test.each(['claude-sonnet-9', 'gpt-5.5', 'constructor', ''])('has no estimate for %j', async (model) => {
  expect(await estimate(model, MILLION)).toBe(null);
});

const usageOf = async (key: string) => {
  const [row] = await db.sql`select cost_usd, is_estimated from agent_usage where usage_key = ${key}`;
  return row;
};

test('usage without a cost is estimated, reported at once or in the metadata of a row', async () => {
  const agent = agentKey('owner', 'write');
  const usage = { model: 'gpt-5', input_tokens: MILLION };
  for (const identity of [owner, agent]) {
    const key = `reported by ${identity === owner ? 'owner' : 'agent'}`;
    await db.as(identity, async (tx) => {
      await tx`select agent_report_usage(${plan}, ${tx.json([{ ...usage, usage_key: key }])})`;
      const metadata = tx.json({ usage: { ...usage, usage_key: `log ${key}` } });
      await tx`insert into agent_execution_logs (plan_id, action_type, description, metadata)
        values (${plan}, 'note', 'Used a model', ${metadata})`;
    });
    expect(await usageOf(key)).toEqual({ cost_usd: 1.25, is_estimated: true });
    expect(await usageOf(`log ${key}`)).toEqual({ cost_usd: 1.25, is_estimated: true });
  }
});

test('a cost that an agent reports stays, and an unknown model has none', async () => {
  const usage = [
    { usage_key: 'with cost', model: 'gpt-5', input_tokens: MILLION, cost_usd: 7 },
    { usage_key: 'own estimate', model: 'gpt-5', input_tokens: MILLION, cost_usd: 8, is_estimated: true },
    { usage_key: 'unknown', model: 'gpt-9', input_tokens: MILLION },
  ];
  await db.as(owner, (tx) => tx`select agent_report_usage(${plan}, ${tx.json(usage)})`);
  expect(await usageOf('with cost')).toEqual({ cost_usd: 7, is_estimated: false });
  expect(await usageOf('own estimate')).toEqual({ cost_usd: 8, is_estimated: true });
  expect(await usageOf('unknown')).toEqual({ cost_usd: null, is_estimated: false });
});

test('estimates each call of a list at the price of its model, and keeps a cost that was sent', async () => {
  const models = ['claude-sonnet-4-5', 'openai/gpt-4o', 'claude-sonnet-4-5-20250929', 'claude-sonnet-9'];
  const calls = models.map((model) => ({ usage_key: `list-${model}`, model, input_tokens: MILLION }));
  const known = { usage_key: 'list-known', model: 'gpt-4o', input_tokens: MILLION, cost_usd: 7 };
  await db.as(owner, (tx) => tx`select agent_report_usage(${plan}, ${tx.json([...calls, known])})`);
  const stored = await Promise.all([...calls, known].map(({ usage_key }) => usageOf(usage_key)));
  expect(stored.map((row) => [row?.cost_usd, row?.is_estimated])).toEqual([
    [3, true],
    [2.5, true],
    [3, true],
    [null, false],
    [7, false],
  ]);
});

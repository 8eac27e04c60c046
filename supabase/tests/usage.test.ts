/** Sums of tokens and cost: by plan, step, agent, model and day, for every caller, and what is unknown stays unknown. */
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

let db: Database;
let task: string;
let plan: string;
let subPlan: string;
const agent = agentKey('owner', 'read', 'write');

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  await db.sql`delete from deep_work_tasks`;
  task = await db.makeTask('owner');
  plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2), declareStep(3)]);
  const [made] = await db.as(
    owner,
    (tx) => tx`select (agent_create_plan(${task}, 'help', ${tx.json([declareStep(1)])},
      parent_plan_id => ${plan}, parent_step_number => 2)).id`,
  );
  subPlan = made?.id;
});

type Report = Record<string, string | number>;
type Filters = Record<string, string | string[]>;

const report = (id: string, ...rows: Report[]) =>
  db.as(agent, (tx) => tx`select agent_report_usage(${id}, ${tx.json(rows)})`);

async function sum(filters: Filters = {}, identity = owner) {
  const [row] = await db.as(
    identity,
    (tx) => tx`select private.call_usage(${tx.json(filters as postgres.JSONValue)}) as it`,
  );
  return row?.it;
}

beforeAll(async () => {
  // Named arguments of any kind, as an HTTP call sends them.
  await db.sql`create function private.call_usage(f jsonb) returns jsonb language sql set search_path = '' as $$
    select public.agent_sum_usage(plan_id => (f ->> 'plan_id')::uuid, task_id => f ->> 'task_id',
      group_by => array(select jsonb_array_elements_text(coalesce(f -> 'group_by', '[]'))),
      start_date => (f ->> 'start_date')::timestamptz, end_date => (f ->> 'end_date')::timestamptz,
      time_zone => coalesce(f ->> 'time_zone', 'UTC'),
      plan_type => case when f ? 'plan_type' then array(select jsonb_array_elements_text(f -> 'plan_type')) end,
      model => case when f ? 'model' then array(select jsonb_array_elements_text(f -> 'model')) end) $$`;
  await db.sql`grant execute on function private.call_usage to authenticated, service_role`;
});

const call = { model: 'm', input_tokens: 100, output_tokens: 20, cost_usd: 0.5 };

describe('a plan with usage', () => {
  beforeEach(async () => {
    await report(
      plan,
      { ...call, usage_key: 'a', step_number: 1 },
      { ...call, usage_key: 'b', step_number: 1 },
    );
    await report(plan, { usage_key: 'c', step_number: 2, model: 'n', input_tokens: 10 });
    await report(subPlan, { ...call, usage_key: 'd', step_number: 1, cost_usd: 2 });
    await report(plan, { ...call, usage_key: 'e' });
  });

  test('adds the usage of a sub-plan to the step that it carries out', async () => {
    const { total, groups } = await sum({ plan_id: plan, group_by: ['step_number'] });
    expect(total).toEqual({
      plans: 2,
      calls: 5,
      unknown_calls: 1,
      input_tokens: 410,
      output_tokens: 80,
      cached_tokens: 0,
      reasoning_tokens: 0,
      cost_usd: 3.5,
      is_estimated: false,
      is_partial: true,
    });
    expect(groups).toMatchObject([
      { step_number: 2, calls: 2, cost_usd: 2, is_partial: true },
      { step_number: 1, calls: 2, cost_usd: 1, is_partial: false },
      { step_number: null, calls: 1, cost_usd: 0.5 },
    ]);
  });

  test('refuses a step that the plan does not have, with all of the report', async () => {
    const wrong = { ...call, usage_key: 'g', step_number: 4 };
    const error = await expectError(report(plan, { ...call, usage_key: 'f' }, wrong), 'AE404');
    expect(error).toMatchObject({
      message: 'The plan has no step 4.',
      hint: 'Its steps are numbered 1 to 3.',
    });
    await expectError(report(plan, { ...wrong, step_number: 0 }), 'AE404');
    expect((await sum({ plan_id: plan })).total).toMatchObject({ calls: 5 });
    await db.sql`update agent_usage set step_number = 9 where plan_id = ${plan} and usage_key = 'a'`;
    const [again] = await report(plan, { ...call, usage_key: 'a', step_number: 9 });
    expect(again?.agent_report_usage).toEqual({ added: 0 });
  });

  test('says that a cost is unknown, and not 0', async () => {
    const { groups } = await sum({ task_id: task, group_by: ['model'] });
    expect(groups).toMatchObject([
      { model: 'm', cost_usd: 3.5, is_partial: false },
      { model: 'n', cost_usd: null, unknown_calls: 1, is_partial: true, input_tokens: 10 },
    ]);
    expect((await sum({ model: ['n'] })).total).toMatchObject({ cost_usd: null, calls: 1 });
    expect(await sum({ plan_type: ['none'], group_by: ['model'] })).toEqual({ total: null, groups: [] });
  });

  test('counts once what is reported twice, and follows steps that move', async () => {
    await report(plan, { ...call, usage_key: 'a', step_number: 1 });
    await db.as(owner, (tx) => tx`select agent_reorder_steps(${plan}, '{3,1,2}')`);
    const { total, groups } = await sum({ plan_id: plan, group_by: ['plan_id', 'step_number'] });
    expect(total).toMatchObject({ calls: 5 });
    expect(groups.filter((group: Report) => group.plan_id === plan)).toMatchObject([
      { step_number: 2, calls: 2, cost_usd: 1 },
      { step_number: null, calls: 1 },
      { step_number: 3, calls: 1, cost_usd: null },
    ]);
  });

  test('keeps sums that equal those of the calls', async () => {
    const sums = await db.sql`select sum(calls)::int as calls, sum(unknown_calls)::int as unknown,
      sum(input_tokens)::int as input, sum(cost_usd) as cost from private.usage_totals where plan_id in (${plan}, ${subPlan})`;
    const calls =
      await db.sql`select count(*)::int as calls, count(*) filter (where cost_usd is null)::int as unknown,
      sum(input_tokens)::int as input, sum(cost_usd) as cost from agent_usage where plan_id in (${plan}, ${subPlan})`;
    expect([...sums]).toEqual([...calls]);
  });

  test('is sorted by cost in the table of plans, unknown cost last', async () => {
    const cheap = await db.makePlan('owner', task, [declareStep(1)]);
    const unknown = await db.makePlan('owner', task, [declareStep(1)]);
    await report(cheap, { ...call, usage_key: 'a', cost_usd: 0.01 });
    const page = async (after?: { id: string; sort_value: string | null }) => {
      const [row] = await db.as(
        owner,
        (tx) => tx`select agent_plan_table(task_id => ${task}, sort => 'cost', max_rows => 2,
          after_id => ${after?.id ?? null}, after_value => ${after?.sort_value ?? null}) as it`,
      );
      return row?.it.rows;
    };
    const first = await page();
    const second = await page(first[1]);
    expect([...first, ...second]).toMatchObject([
      { id: plan, parent_description: null, usage: { cost_usd: 3.5, calls: 5 } },
      { id: subPlan, parent_description: 'Step 2', usage: { cost_usd: 2 } },
      { id: cheap, usage: { cost_usd: 0.01 } },
      { id: unknown, usage: null, sort_value: null },
    ]);
  });

  test('is shown to its owner and the keys of its owner only', async () => {
    expect((await sum({}, other)).total).toBeNull();
    await expectError(sum({ plan_id: plan }, other), 'AE404');
    expect((await sum({ plan_id: plan }, agent)).total.calls).toBe(5);
    const restricted = { ...agent, claims: { ...agent.claims, plan_id: subPlan } };
    expect((await sum({}, restricted)).total).toMatchObject({ calls: 1, plans: 1 });
    await expectError(sum({ plan_id: plan }, restricted), 'AE404');
  });
});

describe('the time of a call', () => {
  test('is when it happened, not when it was imported', async () => {
    await report(
      plan,
      { ...call, usage_key: 'a', occurred_at: '2026-01-31T23:30:00Z' },
      { ...call, usage_key: 'b', occurred_at: '2026-02-01T08:00:00Z' },
      { ...call, usage_key: 'c', occurred_at: 'unknown' },
      { ...call, usage_key: 'd' },
    );
    const { groups } = await sum({
      group_by: ['day'],
      time_zone: 'Asia/Kathmandu',
      end_date: '2026-03-01T00:00Z',
    });
    expect(groups).toMatchObject([{ day: '2026-02-01', calls: 2 }]);
    expect((await sum({ group_by: ['day'] })).groups).toHaveLength(4);
    const [today] = await db.as(owner, (tx) => tx`select agent_overview() -> 'today' -> 'usage' as usage`);
    expect(today?.usage).toMatchObject({ calls: 1, cost_usd: 0.5 });
  });

  test.each([
    ['whole quarters of an hour', '2026-02-01T10:15Z', '2026-02-01T10:45Z'],
    ['parts of quarters', '2026-02-01T10:07Z', '2026-02-01T10:31Z'],
    ['a part of one quarter', '2026-02-01T10:20Z', '2026-02-01T10:25Z'],
    ['a range without a begin', null, '2026-02-01T10:29:59.999999Z'],
    ['a range without an end', '2026-02-01T10:07:00.000001Z', null],
    ['infinite ends', '-infinity', 'infinity'],
  ])('bounds the sums exactly for %s', async (_, start_date, end_date) => {
    const times = [
      '10:00',
      '10:07',
      '10:14:59.999999',
      '10:15',
      '10:20',
      '10:29:59.999999',
      '10:30',
      '10:31',
      '11:00',
    ];
    await report(
      plan,
      ...times.map((time, n) => ({
        ...call,
        usage_key: time,
        step_number: 1 + (n % 2),
        cost_usd: 2 ** n,
        occurred_at: `2026-02-01T${time}Z`,
      })),
      { ...call, usage_key: 'unknown', occurred_at: 'unknown' },
    );
    const bounds = { ...(start_date !== null && { start_date }), ...(end_date !== null && { end_date }) };
    const { total, groups } = await sum({ ...bounds, group_by: ['plan_id', 'step_number', 'day'] });
    const calls = await db.sql`select step_number, count(*)::integer as calls, sum(cost_usd) as cost_usd
      from agent_usage where occurred_at >= coalesce(${start_date}::text::timestamptz, '-infinity')
        and (${end_date}::text::timestamptz is null or occurred_at < ${end_date}::text::timestamptz) group by 1 order by 3 desc`;
    expect(groups).toMatchObject([...calls]);
    expect(total).toMatchObject({ cost_usd: calls.reduce((all, { cost_usd }) => all + cost_usd, 0) });
  });

  test('of a row of a past run is the time of the row', async () => {
    const metadata = { usage: { model: 'm', cost_usd: 1 }, occurred_at: '2026-01-31T23:30:00.123Z' };
    await db.as(
      agent,
      (tx) => tx`select agent_add_log('note', plan_id => ${plan}, metadata => ${tx.json(metadata)})`,
    );
    expect((await sum({ group_by: ['day'] })).groups).toMatchObject([{ day: '2026-01-31', cost_usd: 1 }]);
  });

  test('is not in the future', async () => {
    await report(plan, { ...call, usage_key: 'a', occurred_at: '2999-01-01T00:00:00Z' });
    expect((await sum({ start_date: '2998-01-01' })).total).toBeNull();
    await expectError(report(plan, { ...call, usage_key: 'b', occurred_at: 'soon' }), '22007');
  });
});

test('refuses numbers that no sum can hold, and shows sums of those that it has', async () => {
  const { message } = await expectError(
    report(plan, { ...call, usage_key: 'a', input_tokens: 9_000_000_000_000_000 }),
    'AE400',
  );
  expect(message).toContain('at most 1000000000000000');
  for (const id of [plan, subPlan])
    await db.sql`insert into agent_usage (plan_id, user_id, usage_key, model, input_tokens)
      values (${id}, 'owner', 'old', 'm', 9000000000000000000)`;
  expect((await sum({ group_by: ['model'] })).groups).toMatchObject([
    { input_tokens: Number.MAX_SAFE_INTEGER },
  ]);
  const [table] = await db.as(owner, (tx) => tx`select agent_plan_table(task_id => ${task}) as it`);
  expect(table?.it.rows).toHaveLength(2);
});

test.each<Filters>([{ group_by: ['color'] }, { group_by: ['step_number'] }, { time_zone: 'Mars/Olympus' }])(
  'refuses %j',
  async (filters) => {
    await expectError(sum(filters), 'AE400');
  },
);

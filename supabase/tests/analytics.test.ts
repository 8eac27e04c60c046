/** The analytics of a small data set whose figures can be computed by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAnalyticsWorld } from './analytics-world.ts';
import { anon, type Database, expectError, type Identity, openDatabase, other, owner } from './identities.ts';

let db: Database;
let taskId: string;

beforeAll(async () => {
  db = await openDatabase();
  taskId = await db.makeTask('owner');
  await makeAnalyticsWorld(db, taskId);
});

afterAll(() => db.end());

interface Query {
  start?: string | null;
  end?: string | null;
  grouping?: string;
  zone?: string;
  types?: string[] | null;
  models?: string[] | null;
}

async function analyse(identity: Identity, query: Query = {}) {
  const { grouping = 'day', zone = 'UTC', types = null, models = null } = query;
  const start = query.start === undefined ? '2026-03-02T00:00Z' : query.start;
  const end = query.end === undefined ? '2026-03-05T00:00Z' : query.end;
  const [row] = await db.as(
    identity,
    (tx) =>
      tx`select agent_plan_analytics(${start}::text::timestamptz, ${end}::text::timestamptz, ${grouping}, ${zone}, ${types},
        null, ${models}) as a`,
  );
  return row?.a;
}

describe('the analytics of a small data set', () => {
  test('count plans and steps over time and omit no period', async () => {
    const { over_time } = await analyse(owner, { end: '2026-03-06T00:00Z' });
    const none = { plans_completed: 0, steps_completed: 0, steps_failed: 0, steps_skipped: 0 };
    const noCycle = { cycle_p50_minutes: null, cycle_p90_minutes: null };
    expect(over_time).toEqual([
      {
        ...none,
        period: '2026-03-02',
        plans_created: 1,
        plans_completed: 1,
        steps_completed: 2,
        cycle_p50_minutes: 150,
        cycle_p90_minutes: 150,
      },
      { ...none, ...noCycle, period: '2026-03-03', plans_created: 1, steps_failed: 1 },
      // This step was completed and reopened, so it does not count as completed.
      { ...none, ...noCycle, period: '2026-03-04', plans_created: 1 },
      { ...none, ...noCycle, period: '2026-03-05', plans_created: 0 },
    ]);
  });

  test('compare key figures with as many days before', async () => {
    const { figures, figures_before } = await analyse(owner, {
      start: '2026-03-03T00:00Z',
      end: '2026-03-04T00:00Z',
    });
    const none = {
      plans_completed: 0,
      cycle_p50_minutes: null,
      steps_completed: 0,
      first_try: 0,
      usage: null,
    };
    expect(figures).toEqual({ ...none, steps_failed: 1 });
    expect(figures_before).toEqual({
      ...none,
      plans_completed: 1,
      cycle_p50_minutes: 150,
      steps_completed: 2,
      first_try: 2,
      steps_failed: 0,
    });
  });

  test('list exactly the steps of each bar', async () => {
    const { over_time } = await analyse(owner);
    for (const status of ['completed', 'failed', 'skipped'])
      for (const period of over_time) {
        const [row] = await db.as(
          owner,
          (tx) =>
            tx`select agent_ended_steps(${period.period}::date, ${period.period}::date + 1, ${status}) as it`,
        );
        expect([period.period, status, row?.it.total, row?.it.rows.length]).toEqual([
          period.period,
          status,
          period[`steps_${status}`],
          period[`steps_${status}`],
        ]);
      }
  });

  test('count exactly the steps and attempts of the lists behind other bars', async () => {
    const { throughput, estimates, plan_types, agents, blocks } = await analyse(owner);
    const total = async (list: string) => {
      const [row] = await db.as(owner, (tx) =>
        tx.unsafe(`select ${list.replace('(', `('2026-03-02T00:00Z', '2026-03-05T00:00Z', `)} as it`),
      );
      expect(row?.it.rows).toHaveLength(row?.it.total);
      return row?.it.total;
    };
    for (const { plan_type, steps } of throughput)
      expect(await total(`agent_ended_steps('completed', '{${plan_type}}')`)).toBe(steps);
    for (const { bin, steps } of estimates.errors)
      expect(await total(`agent_ended_steps('completed', estimate => '${bin}')`)).toBe(steps);
    for (const { plan_type, action, steps } of estimates.groups)
      expect(
        await total(
          `agent_ended_steps('completed', '{${plan_type}}', action => '${action}', estimate => 'any')`,
        ),
      ).toBe(steps);
    for (const outcome of ['completed', 'failed', 'blocked', 'reopened']) {
      for (const row of plan_types)
        expect(await total(`agent_attempts('${outcome}', plan_type => '{${row.plan_type}}')`)).toBe(
          row[outcome],
        );
      for (const row of agents)
        expect(await total(`agent_attempts('${outcome}', '${row.agent}')`)).toBe(row[outcome]);
    }
    for (const { plan_type, action, reason, times } of blocks)
      expect(
        await total(
          `agent_attempts('blocked', plan_type => '{${plan_type}}', action => '${action}', reason => '${reason ?? ''}')`,
        ),
      ).toBe(times);
    expect(
      [blocks.length, throughput.length, estimates.steps, plan_types.length, agents.length].every(Boolean),
    ).toBe(true);
  });

  test('count exactly the plans that the table of plans lists', async () => {
    const { over_time } = await analyse(owner);
    const total = async (day: string, kind: 'created' | 'ended') => {
      const [row] = await db.as(owner, (tx) =>
        kind === 'created'
          ? tx`select agent_plan_table(start_date => ${day}::date, end_date => ${day}::date + 1, with_facets => true) as it`
          : tx`select agent_plan_table(status => '{completed}', ended_start => ${day}::date, ended_end => ${day}::date + 1,
                with_facets => true) as it`,
      );
      return row?.it.facets.total;
    };
    for (const { period, plans_created, plans_completed } of over_time) {
      expect(await total(period, 'created')).toBe(plans_created);
      expect(await total(period, 'ended')).toBe(plans_completed);
    }
  });

  test('count throughput by type per day', async () => {
    const daily = await analyse(owner);
    expect(daily.throughput).toEqual([
      { period: '2026-03-02', plan_type: 'research', steps: 2, steps_per_day: 2 },
    ]);
    // The range contains three of the seven days of the week.
    const weekly = await analyse(owner, { grouping: 'week' });
    expect(weekly.throughput[0].steps_per_day).toBeCloseTo(2 / 3);
  });

  test('count outcomes and cycle time by type', async () => {
    const { plan_types } = await analyse(owner);
    expect(plan_types).toEqual([
      {
        plan_type: 'research',
        plans_completed: 1,
        completed: 2,
        failed: 1,
        blocked: 1,
        reopened: 0,
        cycle_p50_minutes: 150,
        cycle_p90_minutes: 150,
      },
      {
        plan_type: 'build',
        plans_completed: 0,
        completed: 1,
        failed: 0,
        blocked: 0,
        reopened: 1,
        cycle_p50_minutes: null,
        cycle_p90_minutes: null,
      },
    ]);
  });

  test('list agents with the Brier score of their confidence', async () => {
    const { agents, calibration } = await analyse(owner);
    expect(agents).toMatchObject([
      { agent: 'claude', completed: 3, failed: 1, blocked: 1, reopened: 1, step_p50_minutes: 75 },
    ]);
    // 0.9 and 0.8 were right, 0.6 failed, 0.7 was reopened: (0.01 + 0.04 + 0.36 + 0.49) / 4.
    expect(calibration.brier).toBeCloseTo(0.225, 6);
    expect(agents[0].brier).toBeCloseTo(0.225, 6);
    // The confidence 0 of the block is none of them.
    expect(agents[0].confidence).toBeCloseTo(0.75, 6);
    expect(calibration.rows).toBe(4);
    expect(
      calibration.bins.map(({ bin, rows, success }: Record<string, number>) => [bin, rows, success]),
    ).toEqual([
      [6, 1, 0],
      [7, 1, 0],
      [8, 1, 1],
      [9, 1, 1],
    ]);
  });

  test('compare estimates with actual durations', async () => {
    const { estimates } = await analyse(owner);
    expect(estimates.steps).toBe(2);
    expect(estimates.scatter).toMatchObject([
      { action: 'search', estimate: 30, actual: 30 },
      { action: 'write', estimate: 60, actual: 120 },
    ]);
    // Ratio 1 lies in [0.8, 1.25), ratio 2 in [2, 4).
    expect(estimates.errors.map((error: { steps: number }) => error.steps)).toEqual([0, 0, 0, 1, 0, 1, 0]);
    expect(estimates.groups).toMatchObject([
      { plan_type: 'research', action: 'search', steps: 1, ratio_p50: 1 },
      { plan_type: 'research', action: 'write', steps: 1, ratio_p50: 2 },
    ]);
  });

  test('show where plans block, and why', async () => {
    const { blocks } = await analyse(owner);
    expect(blocks).toMatchObject([
      { plan_type: 'research', action: 'write', reason: 'No network', times: 1 },
    ]);
  });

  test('count activity by weekday and hour in the caller’s time zone', async () => {
    const { activity } = await analyse(owner, { end: '2026-03-03T00:00Z' });
    expect(activity).toEqual([
      { weekday: 1, hour: 9, rows: 4 },
      { weekday: 1, hour: 10, rows: 2 },
      { weekday: 1, hour: 11, rows: 1 },
    ]);
    const kolkata = await analyse(owner, { end: '2026-03-03T00:00Z', zone: 'Asia/Kolkata' });
    expect(kolkata.activity).toEqual([
      { weekday: 1, hour: 14, rows: 2 },
      { weekday: 1, hour: 15, rows: 4 },
      { weekday: 1, hour: 17, rows: 1 },
    ]);
  });

  test('use the days of the time zone', async () => {
    const { over_time } = await analyse(owner, {
      zone: 'Pacific/Auckland',
      start: '2026-03-01T11:00Z',
      end: '2026-03-02T11:00Z',
    });
    expect(over_time).toMatchObject([{ period: '2026-03-02', plans_created: 1, steps_completed: 1 }]);
  });

  test('add tokens and cost by model and agent', async () => {
    const plans = await db.sql`select id, plan_type from agent_execution_plans order by plan_type`;
    for (const { id, plan_type } of plans)
      await db.sql`insert into agent_usage (user_id, plan_id, usage_key, model, input_tokens, cost_usd, occurred_at)
        values ('owner', ${id}, 'u', ${plan_type}, 10, ${plan_type === 'build' ? 0.5 : null}, '2026-03-03T08:00Z')`;
    const { usage } = await analyse(owner);
    expect(usage).toMatchObject([
      { model: 'build', agent: null, plans: 1, calls: 1, input_tokens: 10, cost_usd: 0.5, is_partial: false },
      { model: 'research', plans: 2, calls: 2, input_tokens: 20, cost_usd: null, is_partial: true },
    ]);
    expect((await analyse(owner, { types: ['build'] })).usage).toMatchObject([{ model: 'build' }]);
    const { usage_over_time, known_models } = await analyse(owner, { grouping: 'month' });
    expect(usage_over_time).toMatchObject([
      { day: '2026-03-01', model: 'build', cost_usd: 0.5 },
      { day: '2026-03-01', model: 'research', plans: 2, cost_usd: null },
    ]);
    expect(known_models).toEqual(['build', 'research']);
    const { figures, over_time } = await analyse(owner, { models: ['research'] });
    expect(figures.usage).toMatchObject({ plans: 2, cost_usd: null, input_tokens: 20 });
    expect(over_time.map((period: { plans_created: number }) => period.plans_created)).toEqual([1, 1, 0]);
    expect((await analyse(other)).usage).toEqual([]);
  });

  test('can be limited to some types', async () => {
    const { over_time, agents, activity, plan_types } = await analyse(owner, { types: ['build'] });
    expect(over_time.map((period: { plans_created: number }) => period.plans_created)).toEqual([0, 0, 1]);
    expect(agents).toMatchObject([{ completed: 1, failed: 0 }]);
    expect(activity).toEqual([{ weekday: 3, hour: 10, rows: 3 }]);
    expect(plan_types).toMatchObject([{ plan_type: 'build' }]);
  });
});

describe('analytics without data', () => {
  const nothing = {
    throughput: [],
    plan_types: [],
    agents: [],
    calibration: { rows: 0, brier: null, bins: [] },
    estimates: { steps: 0, scatter: [], groups: [] },
    blocks: [],
    usage: [],
    activity: [],
  };

  test('show another owner nothing', async () => {
    expect(await analyse(other)).toMatchObject(nothing);
  });

  test('return every period of an empty range with zeros', async () => {
    const { over_time, ...rest } = await analyse(owner, {
      start: '2026-04-01T00:00Z',
      end: '2026-05-01T00:00Z',
    });
    expect(rest).toMatchObject(nothing);
    expect(over_time).toHaveLength(30);
  });

  test('refuse a caller without a token', async () => {
    await expectError(analyse(anon), '42501');
  });
});

test.each<[string, Query]>([
  ['no start', { start: null }],
  ['a start after the end', { start: '2026-03-06T00:00Z' }],
  ['a range without an end', { end: 'infinity' }],
  ['an unknown grouping', { grouping: 'hour' }],
  ['an unknown zone', { zone: 'Mars/Olympus' }],
  ['an offset instead of a zone', { zone: '+05:30' }],
  ['an invented name with an offset', { zone: 'Berlin+3' }],
  ['more days than allowed', { end: '2030-01-01T00:00Z' }],
])('refuses %s', async (_name, query) => {
  await expectError(analyse(owner, query), 'AE400');
});

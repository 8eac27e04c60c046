/** Days are days of the caller's time zone, in the service and over HTTP. The two zones never have the same day. */
import { beforeAll, expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { dayAt } from '@/lib/agent-execution/dates';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

const EAST = 'Pacific/Kiritimati';
const WEST = 'Pacific/Pago_Pago';

let agent: TestCaller;
let planId: string;
let createdAt: number;

beforeAll(async () => {
  agent = await createTestCaller();
  const service = createAgentExecution(agent.db);
  const task = await service.createTask({ title: 'Zones' });
  const steps = [{ step: 1, action: 'work', description: 'It' }];
  const plan = await service.createPlan({ task_id: task.id, plan_type: 'test', steps });
  planId = plan.id;
  createdAt = Date.parse(plan.created_at);
});

const onDay = (zone: string, day = dayAt(createdAt, zone)) => ({
  start_date: day,
  end_date: day,
  time_zone: zone,
});

test('filters plans, logs and analytics by the days of the zone', async () => {
  const service = createAgentExecution(agent.db);
  for (const zone of [EAST, WEST]) {
    expect(await service.queryPlans(onDay(zone))).toHaveLength(1);
    expect(await service.queryLogs({ ...onDay(zone), plan_id: planId })).not.toHaveLength(0);
  }
  const elsewhere = onDay(WEST, dayAt(createdAt, EAST));
  expect(await service.queryPlans(elsewhere)).toHaveLength(0);
  expect(await service.queryLogs(elsewhere)).toHaveLength(0);
  expect((await service.planAnalytics(onDay(EAST))).over_time).toMatchObject([{ plans_created: 1 }]);
  expect((await service.planAnalytics(elsewhere)).over_time).toMatchObject([{ plans_created: 0 }]);
});

const query = (range: Record<string, string>) => new URLSearchParams(range).toString();

test('accepts time_zone over HTTP', async () => {
  const elsewhere = onDay(WEST, dayAt(createdAt, EAST));
  for (const path of ['/plans', '/logs', `/plans/${planId}/logs`]) {
    expect((await agent.call('GET', `${path}?${query(onDay(EAST))}`)).body.data, path).not.toHaveLength(0);
    expect((await agent.call('GET', `${path}?${query(elsewhere)}`)).body.data, path).toHaveLength(0);
  }
  const analytics = await agent.call('GET', `/analytics?${query(onDay(EAST))}`);
  expect(analytics.body.data.over_time).toMatchObject([{ period: dayAt(createdAt, EAST), plans_created: 1 }]);
});

test('reads a time without a zone in time_zone', async () => {
  const local = (zone: string, ms: number) => {
    const offset = zone === EAST ? 14 : -11;
    return new Date(createdAt + ms + offset * 3_600_000).toISOString().slice(0, -1);
  };
  for (const zone of [EAST, WEST]) {
    const around = { start_date: local(zone, -1000), end_date: local(zone, 1000), time_zone: zone };
    expect((await agent.call('GET', `/plans?${query(around)}`)).body.data).toHaveLength(1);
    const after = { start_date: local(zone, 1000), time_zone: zone };
    expect((await agent.call('GET', `/plans?${query(after)}`)).body.data).toHaveLength(0);
  }
});

test.each(['/plans', '/logs', '/analytics'])('refuses an unknown zone at %s by name', async (path) => {
  for (const zone of ['Mars/Olympus', '%2B05:30', 'Berlin%2B3']) {
    const { status, body } = await agent.call('GET', `${path}?time_zone=${zone}`);
    expect(status).toBe(422);
    expect(body.error.message).toMatch(/^time_zone /);
  }
});

test('keeps a context entry until a time in UTC', async () => {
  process.env.TZ = 'America/New_York';
  const service = createAgentExecution(agent.db);
  const entry = { context_type: 'note', context_value: 'x', plan_id: planId };
  const kept = await service.setContext({ ...entry, context_key: 'until', expires_at: '2099-07-01T10:00' });
  expect(Date.parse(kept.expires_at ?? '')).toBe(Date.UTC(2099, 6, 1, 10));
});

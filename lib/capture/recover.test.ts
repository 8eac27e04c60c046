/** A person pauses a captured session: its log continues, and its steps follow when the plan is resumed. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { env } from '@/lib/env';
import { sessionOf } from '@/tests/support/claude-code-session';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';
import { projectReleased } from './recover';

let agent: TestCaller;
let sql: postgres.Sql;
beforeAll(async () => {
  agent = await createTestCaller();
  sql = postgres(env().databaseUrl ?? inject('adminUrl'), { max: 1, onnotice: () => {} });
});
afterAll(() => sql.end());

const waiting = { timeout: 20_000, interval: 50 };

test('moves the steps of a paused session once its plan is resumed', async () => {
  const service = createAgentExecution(agent.db);
  const post = (events: object[]) => agent.call('POST', '/ingest/claude-code', { body: events });
  const readPlan = async () => {
    const [plan] = await service.queryPlans({ plan_type: 'session' });
    if (!plan) throw new Error('The session has no plan yet.');
    return service.getPlan(plan.id, true);
  };
  const events = sessionOf('paused');
  await post(events.slice(0, 5));
  const plan = await vi.waitFor(async () => {
    const found = await readPlan();
    expect(found.steps.map(({ status }) => status)).toEqual(['in_progress', 'in_progress']);
    return found;
  }, waiting);
  await service.pausePlan(plan.id);
  await post(events.slice(5));
  const paused = await vi.waitFor(async () => {
    const found = await readPlan();
    expect(found.logs?.map(({ action_type }) => action_type)).toContain('disputed_claim');
    return found;
  }, waiting);
  expect(paused.status).toBe('paused');
  await service.updatePlan({ plan_id: plan.id, status: 'in_progress' });
  await vi.waitFor(async () => {
    await projectReleased(sql);
    const { status, steps } = await readPlan();
    expect([status, ...steps.map((step) => step.status)]).toEqual([
      'completed',
      'completed',
      'completed',
      'completed',
    ]);
  }, waiting);
  const { body } = await agent.call('GET', '/connector-log');
  expect(body.data).toEqual([]);
});

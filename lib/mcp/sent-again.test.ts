/** Repeated requests over MCP and through the service. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { idempotentClient } from '@/lib/agent-execution/idempotent-client';
import { type Session, startSession } from '@/tests/support/test-session';
import { planIdIn, taskIdIn } from '@/tests/support/tool-text';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.client.close());

const steps = [{ action: 'do', description: 'It' }];
const count = async (table: 'agent_execution_plans' | 'deep_work_tasks' | 'agent_execution_logs') => {
  const { count: rows } = await session.db.from(table).select('*', { count: 'exact', head: true });
  return rows;
};

test('a repeated create_plan with a title creates no second task or plan and says so', async () => {
  const plan = { task_title: 'Once', plan_type: 'x', steps };
  const first = await session.use('create_plan', plan);
  const before = [await count('deep_work_tasks'), await count('agent_execution_plans')];
  const second = await session.use('create_plan', { ...plan, reasoning: 'In other words' });
  expect(second).toMatch(/^This plan already exists: plan .* is pending\. No second plan was created\./);
  expect([planIdIn(second), taskIdIn(second)]).toEqual([planIdIn(first), taskIdIn(first)]);
  const byTask = await session.use('create_plan', { task_id: taskIdIn(first), plan_type: 'x', steps });
  expect(planIdIn(byTask)).toBe(planIdIn(first));
  expect([await count('deep_work_tasks'), await count('agent_execution_plans')]).toEqual(before);
});

test('concurrent create_plan calls create one plan', async () => {
  const plan = { task_title: 'At once', plan_type: 'x', steps };
  const texts = await Promise.all(Array.from({ length: 5 }, () => session.use('create_plan', plan)));
  expect(new Set(texts.map(planIdIn)).size).toBe(1);
});

test('create_plan creates another plan for other steps, and after the first is completed', async () => {
  const plan = { task_title: 'Twice', plan_type: 'x', steps };
  const first = planIdIn(await session.use('create_plan', plan));
  const other = [{ action: 'do', description: 'Something else' }];
  expect(planIdIn(await session.use('create_plan', { ...plan, steps: other }))).not.toBe(first);
  await session.use('report_step', { plan_id: first, step_number: 1, outcome: 'complete' });
  expect(await session.use('create_plan', plan)).toMatch(/^Created plan/);
});

test('a tool writes once per idempotency key and refuses the key for another call', async () => {
  const { tools } = await session.client.listTools();
  const takes = tools.filter(({ inputSchema }) => 'idempotency_key' in (inputSchema.properties ?? {}));
  const writes = tools.filter(({ annotations }) => !annotations?.readOnlyHint);
  expect(takes.map(({ name }) => name)).toEqual(writes.map(({ name }) => name));

  const note = { action_type: 'note', description: 'Once', idempotency_key: 'note-1' };
  const first = await session.use('log', note);
  const before = await count('agent_execution_logs');
  expect(await session.use('log', note)).toBe(first);
  expect(await count('agent_execution_logs')).toBe(before);
  expect((await session.call('log', { ...note, description: 'Another' })).text).toMatch(
    /^idempotency_key_reused/,
  );
  expect((await session.call('log', { ...note, idempotency_key: 'with a blank' })).text).toMatch(
    /^invalid_input/,
  );
  await session.use('log', { ...note, idempotency_key: null });
  await session.use('log', { ...note, idempotency_key: '' });
  expect(await count('agent_execution_logs')).toBe((before ?? 0) + 2);
});

test('create_plan with a key creates one task and plan, also after completion', async () => {
  const plan = { task_title: 'By key', plan_type: 'x', steps, idempotency_key: 'plan-1' };
  const first = planIdIn(await session.use('create_plan', plan));
  await session.use('report_step', { plan_id: first, step_number: 1, outcome: 'complete' });
  expect(planIdIn(await session.use('create_plan', plan))).toBe(first);
});

test('the longest key works for a request of several calls', async () => {
  const client = idempotentClient(session.db, 'k'.repeat(255));
  for (const title of ['First call', 'Second call'])
    expect((await client.rpc('agent_create_task', { task: { title } })).error).toBeNull();
  expect(() => idempotentClient(session.db, 'k'.repeat(256))).toThrow('1 to 255');
});

test('a service with an idempotency key runs its request once', async () => {
  const task = await createAgentExecution(session.db).createTask({ title: 'Service' });
  const service = createAgentExecution(session.db, { idempotencyKey: crypto.randomUUID() });
  const plan = { task_id: task.id, plan_type: 'x', steps: [{ step: 1, action: 'do', description: 'It' }] };
  const first = await service.createPlan(plan);
  expect(await service.createPlan(plan)).toEqual(first);
  await expect(service.createPlan({ ...plan, plan_type: 'y' })).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  });
  expect(await service.getPlan(first.id)).toMatchObject({ id: first.id });
});

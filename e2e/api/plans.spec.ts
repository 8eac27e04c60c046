import { Api, createAgentKey, expect, test } from '../people';

const steps = [
  { step: 1, action: 'search', description: 'Search literature', estimated_duration: 30 },
  { step: 2, action: 'analyze', description: 'Analyze sources', estimated_duration: 45 },
  { step: 3, action: 'synthesize', description: 'Synthesize findings' },
];

test('creates a plan, completes its steps, and returns the whole plan', async ({ agent, task }) => {
  const created = await agent.post('/plans', {
    task_id: task.id,
    plan_type: 'research',
    steps,
    reasoning: 'Why so',
  });
  expect(created.status).toBe(201);
  const plan = created.body.data;
  expect(plan).toMatchObject({
    status: 'pending',
    current_step: 1,
    total_steps: 3,
    created_by: 'claude',
    agent_reasoning: 'Why so',
  });

  for (const { step } of steps) {
    expect(await agent.make(`/plans/${plan.id}/steps/${step}/start`)).toMatchObject({
      status: 'in_progress',
      attempt: 1,
    });
    const done = { result: { found: step }, agent_confidence: 0.9, description: `Completed ${step}` };
    expect(await agent.make(`/plans/${plan.id}/steps/${step}/complete`, done)).toMatchObject({
      status: 'completed',
      result: { found: step },
    });
  }
  await agent.make('/context', {
    plan_id: plan.id,
    context_type: 'research',
    context_key: 'key',
    context_value: 'value',
  });

  const { body } = await agent.get(`/plans/${plan.id}?include=logs,context`);
  expect(body.data).toMatchObject({
    status: 'completed',
    current_step: 4,
    completed_steps: 3,
    task: { title: task.title },
  });
  expect(body.data.plan_json.steps).toEqual(steps);
  expect(body.data.logs.map((log: { action_type: string }) => log.action_type)).toEqual([
    'create_plan',
    'start_step',
    'complete_step',
    'start_step',
    'complete_step',
    'start_step',
    'complete_step',
    'set_context',
  ]);
  expect(body.data.logs.at(-2)).toMatchObject({
    actor_type: 'agent',
    actor: 'claude',
    agent_confidence: 0.9,
  });
  expect(body.data.context).toMatchObject([{ context_key: 'key', context_value: 'value', task_id: task.id }]);
  expect((await agent.get(`/plans/${plan.id}/verification`)).body.data).toMatchObject({
    is_valid: true,
    rows: 8,
  });
});

test('returns a plan without log and context by default', async ({ agent, task }) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'research', steps });
  const { body } = await agent.get(`/plans/${plan.id}`);
  expect(body.data.steps).toHaveLength(3);
  expect(body.data).not.toHaveProperty('logs');
  expect(body.data).not.toHaveProperty('context');
});

test('fails a plan with its step, and continues it once the step is reopened or skipped', async ({
  agent,
  task,
}) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'research', steps });
  await agent.make(`/plans/${plan.id}/steps/1/start`);
  await agent.make(`/plans/${plan.id}/steps/1/fail`, { error_message: 'No network' });
  expect((await agent.get(`/plans/${plan.id}`)).body.data.status).toBe('failed');
  expect((await agent.get(`/plans/${plan.id}/steps/1`)).body.data).toMatchObject({
    status: 'failed',
    error_message: 'No network',
  });

  await agent.make(`/plans/${plan.id}/steps/1/reopen`);
  await agent.make(`/plans/${plan.id}/steps/1/skip`);
  const { data } = (await agent.get(`/plans/${plan.id}`)).body;
  expect(data).toMatchObject({ status: 'in_progress', current_step: 2, completed_steps: 1 });
});

test('lists plans by keyset, with filters and a search', async ({ agent, task }) => {
  for (const plan_type of ['research', 'implementation', 'research']) {
    await agent.make('/plans', { task_id: task.id, plan_type, steps });
  }
  const first = await agent.get('/plans?limit=2');
  expect(first.body.data).toHaveLength(2);
  const second = await agent.get(`/plans?limit=2&cursor=${first.body.next_cursor}`);
  expect(second.body.data).toHaveLength(1);
  expect(second.body.next_cursor).toBeNull();
  const ids = [...first.body.data, ...second.body.data].map((plan: { id: string }) => plan.id);
  expect(new Set(ids).size).toBe(3);

  expect((await agent.get('/plans?plan_type=implementation')).body.data).toHaveLength(1);
  expect((await agent.get('/plans?status=completed,failed')).body.data).toHaveLength(0);
  expect((await agent.get('/plans?search=FIRST%20PRINCIPLE')).body.data).toHaveLength(3);
  expect((await agent.get('/plans?search=%25')).body.data).toHaveLength(0);
  expect(
    (await agent.get(`/plans?task_id=${task.id}&end_date=${new Date().toISOString().slice(0, 10)}`)).body
      .data,
  ).toHaveLength(3);
});

test('holds a step until a person or a key with the approve scope approves it', async ({
  agent,
  person,
  request,
  task,
}) => {
  const plan = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'deployment',
    steps: [{ step: 1, action: 'deploy', description: 'Deploy', requires_approval: true }],
  });
  expect((await agent.get(`/plans/${plan.id}`)).body.data.status).toBe('awaiting_approval');
  expect((await agent.post(`/plans/${plan.id}/steps/1/start`)).status).toBe(409);
  expect((await agent.post(`/plans/${plan.id}/steps/1/approve`)).body.error.code).toBe('forbidden');

  const approver = new Api(request, (await createAgentKey(person, { scopes: ['approve'] })).key);
  await approver.make(`/plans/${plan.id}/steps/1/approve`);
  expect((await approver.post(`/plans/${plan.id}/steps/1/start`)).body.error.code).toBe('forbidden');
  await agent.make(`/plans/${plan.id}/steps/1/start`);
});

test('creates the subtasks of a plan once', async ({ agent, task }) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'subtask_breakdown', steps });
  const made = await agent.make(`/plans/${plan.id}/subtasks`, { priority: 'HIGH' });
  expect(made).toMatchObject([
    { title: 'Search literature', priority: 'HIGH', estimated_time: 30, completed: false },
    {},
    {},
  ]);
  expect(await agent.make(`/plans/${plan.id}/subtasks`)).toEqual([]);
  expect((await agent.get(`/plans/${plan.id}/subtasks`)).body.data).toHaveLength(3);
});

test('updates status, current step and reasoning; starts no step of a paused plan, changes none of a cancelled one', async ({
  agent,
  task,
}) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'research', steps });
  const update = { status: 'in_progress', current_step: 2, agent_reasoning: 'Starting analysis' };
  expect((await agent.patch(`/plans/${plan.id}`, update)).body.data).toMatchObject(update);
  await agent.patch(`/plans/${plan.id}`, { status: 'paused' });
  expect((await agent.post(`/plans/${plan.id}/steps/1/start`)).body.error).toMatchObject({
    code: 'conflict',
  });
  expect((await agent.patch(`/plans/${plan.id}`, { status: 'in_progress' })).body.data.status).toBe(
    'in_progress',
  );
  await agent.patch(`/plans/${plan.id}`, { status: 'cancelled' });
  expect((await agent.patch(`/plans/${plan.id}`, { status: 'in_progress' })).status).toBe(409);
  expect((await agent.post(`/plans/${plan.id}/steps/1/skip`)).status).toBe(409);
});

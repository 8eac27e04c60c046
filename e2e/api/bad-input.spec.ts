import { Api, baseURL, createAgentKey, createPerson, expect, test } from '../people';

const steps = [{ step: 1, action: 'work', description: 'Do it' }];
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

interface Refusal {
  name: string;
  path: string;
  body: unknown;
  status: number;
  code: string;
}

/** Invalid plans, each as the fields that differ from a valid one. */
const badPlans: [string, object, number, string][] = [
  ['unknown task', { task_id: 'deep-0' }, 404, 'not_found'],
  ['no steps', { steps: [] }, 422, 'invalid_input'],
  ['missing steps', { steps: undefined }, 422, 'invalid_input'],
  ['a duplicate step', { steps: [...steps, ...steps] }, 422, 'invalid_input'],
  [
    'steps that do not start at 1',
    { steps: [{ step: 2, action: 'a', description: 'b' }] },
    422,
    'invalid_input',
  ],
  [
    '1,001 steps',
    { steps: Array.from({ length: 1001 }, (_, i) => ({ ...steps[0], step: i + 1 })) },
    422,
    'invalid_input',
  ],
  ['a step that depends on itself', { steps: [{ ...steps[0], depends_on: [1] }] }, 422, 'invalid_input'],
  [
    'a dependency cycle',
    {
      steps: [
        { ...steps[0], depends_on: [2] },
        { ...steps[0], step: 2, depends_on: [1] },
      ],
    },
    422,
    'invalid_input',
  ],
  ['an unknown dependency', { steps: [{ ...steps[0], depends_on: [7] }] }, 422, 'invalid_input'],
  ['a negative estimate', { steps: [{ ...steps[0], estimated_duration: -1 }] }, 422, 'invalid_input'],
  ['a NUL character', { reasoning: 'a\0b' }, 422, 'invalid_input'],
  ['an unknown field', { stepz: [] }, 422, 'invalid_input'],
  ['an empty type', { plan_type: ' ' }, 422, 'invalid_input'],
  [
    'a long description',
    { steps: [{ ...steps[0], description: 'x'.repeat(900_000) }] },
    422,
    'invalid_input',
  ],
  [
    'a description of 1 MB',
    { steps: [{ ...steps[0], description: 'x'.repeat(1024 * 1024) }] },
    413,
    'too_large',
  ],
];

for (const [name, change, status, code] of badPlans) {
  test(`refuses a plan with ${name} and writes nothing`, async ({ agent, task }) => {
    const response = await agent.post('/plans', {
      task_id: task.id,
      plan_type: 'research',
      steps,
      ...change,
    });
    expect(response.status, JSON.stringify(response.body).slice(0, 500)).toBe(status);
    expect(response.body.error).toMatchObject({
      code,
      message: expect.stringMatching(/\S/),
      hint: expect.stringMatching(/\S/),
    });
    expect(JSON.stringify(response.body.error).length).toBeLessThan(5000);
    expect((await agent.get('/plans')).body.data).toEqual([]);
  });
}

const planCalls: Refusal[] = [
  { name: 'an unknown step', path: '/steps/9/start', body: {}, status: 404, code: 'not_found' },
  { name: 'step 0', path: '/steps/0/start', body: {}, status: 422, code: 'invalid_input' },
  {
    name: 'a step that is not a number',
    path: '/steps/one/start',
    body: {},
    status: 422,
    code: 'invalid_input',
  },
  { name: 'an unknown verb', path: '/steps/1/explode', body: {}, status: 404, code: 'not_found' },
  { name: 'an illegal transition', path: '/steps/1/reopen', body: {}, status: 409, code: 'conflict' },
  {
    name: 'confidence above 1',
    path: '/logs',
    body: { action_type: 'note', agent_confidence: 1.01 },
    status: 422,
    code: 'invalid_input',
  },
  {
    name: 'confidence below 0',
    path: '/logs',
    body: { action_type: 'note', agent_confidence: -0.1 },
    status: 422,
    code: 'invalid_input',
  },
  {
    name: 'a state of 300 KB',
    path: '/logs',
    body: { action_type: 'note', after_state: 'x'.repeat(300_000) },
    status: 413,
    code: 'too_large',
  },
  {
    name: 'a state of 5 MB',
    path: '/logs',
    body: { action_type: 'note', after_state: 'x'.repeat(5_000_000) },
    status: 413,
    code: 'too_large',
  },
  {
    name: 'a NUL character deep in a state',
    path: '/logs',
    body: { action_type: 'note', after_state: { a: [{ b: 'x\0' }] } },
    status: 422,
    code: 'invalid_input',
  },
  {
    name: 'a forged create_plan',
    path: '/logs',
    body: { action_type: 'create_plan' },
    status: 422,
    code: 'invalid_input',
  },
  {
    name: 'a status change without a step',
    path: '/logs',
    body: { action_type: 'complete_step' },
    status: 422,
    code: 'invalid_input',
  },
  { name: 'no action', path: '/logs', body: {}, status: 422, code: 'invalid_input' },
];

for (const { name, path, body, status, code } of planCalls) {
  test(`refuses ${name} and writes nothing`, async ({ agent, task }) => {
    const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'research', steps });
    const response = await agent.post(`/plans/${plan.id}${path}`, body);
    expect(response.status, JSON.stringify(response.body).slice(0, 500)).toBe(status);
    expect(response.body.error).toMatchObject({
      code,
      message: expect.stringMatching(/\S/),
      hint: expect.stringMatching(/\S/),
    });
    const after = (await agent.get(`/plans/${plan.id}?include=logs`)).body.data;
    expect(after.logs).toHaveLength(1);
    expect(after).toMatchObject({ status: 'pending', updated_at: after.logs[0].created_at });
  });
}

test('refuses invalid ids, dates and parameters', async ({ agent }) => {
  for (const path of [
    '/plans/42',
    '/plans/not-a-uuid/logs',
    '/logs?plan_id=7',
    '/logs?start_date=yesterday',
    '/logs?end_date=2025-02-30',
    '/plans?limit=0',
    '/plans?limit=1001',
    '/plans?cursor=garbage',
    '/plans?status=done',
    '/logs?cursor=-1',
    '/plans?colour=red',
    '/plans?search=%00',
  ]) {
    const { status, body } = await agent.get(path);
    expect(status, path).toBe(422);
    expect(body.error.code, path).toBe('invalid_input');
  }
});

test('gives the same response for absent rows as for rows of another person', async ({
  agent,
  request,
  task,
}) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'research', steps });
  const stranger = new Api(request, (await createAgentKey(await createPerson())).key);
  const calls: [string, string, unknown?][] = [
    ['GET', '/plans/{id}'],
    ['GET', '/plans/{id}/verification'],
    ['GET', '/plans/{id}/steps/1'],
    ['POST', '/plans/{id}/steps/1/start', {}],
    ['POST', '/plans/{id}/logs', { action_type: 'note' }],
    ['POST', '/plans/{id}/subtasks', {}],
    ['PATCH', '/plans/{id}', { status: 'paused' }],
  ];
  for (const [method, path, data] of calls) {
    const [theirs, absent] = await Promise.all(
      [plan.id, UNKNOWN_ID].map(async (id) => {
        const address = path.replace('{id}', id);
        const response =
          method === 'GET'
            ? await stranger.get(address)
            : await stranger.send(method as 'POST' | 'PATCH', address, data);
        return JSON.stringify(response).replaceAll(id, 'ID');
      }),
    );
    expect(theirs, path).toBe(absent);
    expect(theirs, path).toContain('"status":404');
  }
  expect((await stranger.get(`/tasks/${task.id}`)).status).toBe(404);
  expect((await stranger.post('/plans', { task_id: task.id, plan_type: 'x', steps })).status).toBe(404);
  expect(
    (
      await stranger.post('/context', {
        plan_id: plan.id,
        context_type: 'a',
        context_key: 'b',
        context_value: 'c',
      })
    ).status,
  ).toBe(404);
  for (const list of ['/plans', '/tasks', '/logs', '/context'])
    expect((await stranger.get(list)).body.data).toEqual([]);
  expect((await agent.get(`/plans/${plan.id}?include=logs`)).body.data.logs).toHaveLength(1);
});

test('distinguishes malformed JSON, a wrong content type and an unknown address', async ({
  request,
  agent,
  person,
}) => {
  const { key } = await createAgentKey(person);
  const send = (data: string, type: string) =>
    request.post(`${baseURL}/api/v1/tasks`, {
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': type },
      data: Buffer.from(data),
    });
  const malformed = await send('{"title": ', 'application/json');
  expect([malformed.status(), (await malformed.json()).error.code]).toEqual([400, 'invalid_request']);
  const form = await send('title=x', 'application/x-www-form-urlencoded');
  expect([form.status(), (await form.json()).error.code]).toEqual([415, 'unsupported_media_type']);
  expect((await send('"just text"', 'application/json')).status()).toBe(422);
  expect((await agent.get('/nothing/here')).body.error.code).toBe('not_found');
  expect((await agent.get('/tasks')).body.data).toEqual([]);
});

test('gives the same response to a missing, malformed, unknown, expired and revoked key', async ({
  request,
  person,
}) => {
  const expired = await createAgentKey(person, { expires_at: new Date(Date.now() - 1000).toISOString() });
  const revoked = await createAgentKey(person);
  await new Api(request, revoked.key).make('/tasks', { title: 'Before' });
  await person.supabase
    .from('agent_api_keys')
    .update({ revoked_at: new Date().toISOString() })
    .eq('id', revoked.id)
    .throwOnError();
  const tokens = [
    undefined,
    'aes_garbled',
    `aes_${'0'.repeat(64)}`,
    expired.key,
    revoked.key,
    'a.b.c',
    `${person.accessToken}x`,
  ];
  for (const token of tokens) {
    const { status, body } = await new Api(request, token).get('/plans');
    expect(status, token).toBe(401);
    expect(body.error).toMatchObject({ code: 'unauthenticated', hint: expect.stringMatching(/\S/) });
    expect(JSON.stringify(body), 'a key is never repeated').not.toContain(token ?? 'aes_0');
  }
});

test('refuses writes of a key with the read scope', async ({ request, person, agent, task }) => {
  const reader = new Api(request, (await createAgentKey(person, { scopes: ['read'] })).key);
  expect((await reader.get(`/tasks/${task.id}`)).status).toBe(200);
  const refused = [
    await reader.post('/tasks', { title: 'No' }),
    await reader.post('/plans', { task_id: task.id, plan_type: 'x', steps }),
    await reader.post('/context', {
      task_id: task.id,
      context_type: 'a',
      context_key: 'b',
      context_value: 'c',
    }),
    await reader.post('/logs', { task_id: task.id, action_type: 'note' }),
  ];
  for (const { status, body } of refused) expect([status, body.error.code]).toEqual([403, 'forbidden']);
  expect((await agent.get('/plans')).body.data).toEqual([]);
});

test('accepts a person’s access token, and supabase-js on the app’s own origin', async ({
  person,
  request,
  task,
}) => {
  expect((await new Api(request, person.accessToken).get(`/tasks/${task.id}`)).status).toBe(200);
  const plan = await person.service.createPlan({ task_id: task.id, plan_type: 'research', steps });
  const { data } = await person.supabase
    .from('agent_execution_plans')
    .select('id, steps:agent_execution_steps(step_number)')
    .throwOnError();
  expect(data).toEqual([{ id: plan.id, steps: [{ step_number: 1 }] }]);
  const { logs } = await person.service.getPlan(plan.id, true);
  expect(logs?.[0]).toMatchObject({ actor_type: 'user', actor: person.email });
});

import { expect, test } from '../people';

const steps = [{ step: 1, action: 'work', description: 'Do it' }];

test('appends log rows singly and in batches, and lists them in either order', async ({ agent, task }) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'research', steps });
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'One' });
  const many = Array.from({ length: 25 }, (_, i) => ({
    action_type: 'tool_call',
    step_number: 1,
    description: `Call ${i}`,
  }));
  expect(await agent.make(`/plans/${plan.id}/logs`, many)).toHaveLength(25);

  const newest = (await agent.get(`/plans/${plan.id}/logs?limit=10`)).body;
  expect(newest.data[0].description).toBe('Call 24');
  const older = (await agent.get(`/plans/${plan.id}/logs?limit=100&cursor=${newest.next_cursor}`)).body;
  expect(older.data).toHaveLength(17);
  expect(older.data.at(-1).action_type).toBe('create_plan');

  const ascending = (await agent.get(`/logs?plan_id=${plan.id}&order=asc&limit=3`)).body;
  expect(ascending.data.map((log: { action_type: string }) => log.action_type)).toEqual([
    'create_plan',
    'note',
    'tool_call',
  ]);
  const today = new Date().toISOString().slice(0, 10);
  expect(
    (await agent.get(`/logs?start_date=${today}&end_date=${today}&action_type=note`)).body.data,
  ).toHaveLength(1);
  expect((await agent.get('/logs?end_date=2020-01-31')).body.data).toHaveLength(0);
  expect((await agent.get(`/plans/${plan.id}/verification`)).body.data.is_valid).toBe(true);
});

test('appends all rows of a batch or none', async ({ agent, task }) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'research', steps });
  const rows = [{ action_type: 'note' }, { action_type: 'complete_step', step_number: 9 }];
  expect((await agent.post(`/plans/${plan.id}/logs`, rows)).status).toBe(404);
  expect((await agent.get(`/plans/${plan.id}/logs`)).body.data).toHaveLength(1);
});

test('sets, replaces and finds context, and keeps the former value in the log', async ({ agent, task }) => {
  const entry = {
    task_id: task.id,
    context_type: 'research',
    context_key: 'docs/überblick 1',
    context_value: 'first',
  };
  await agent.make('/context', entry);
  const set = await agent.make('/context', {
    ...entry,
    context_value: 'second',
    metadata: { source: 'paper' },
  });
  expect(set).toMatchObject({ context_value: 'second', metadata: { source: 'paper' } });
  expect((await agent.get(`/context?task_id=${task.id}&context_type=research`)).body.data).toHaveLength(1);
  expect((await agent.get('/context?context_key=nothing')).body.data).toEqual([]);

  const [replaced] = (await agent.get(`/logs?task_id=${task.id}&action_type=set_context`)).body.data;
  expect(replaced.before_state.context_value).toBe('first');
  expect(replaced.after_state.context_value).toBe('second');
});

test('omits an expired entry', async ({ agent, task }) => {
  const entry = { task_id: task.id, context_type: 'notes', context_value: 'v' };
  await agent.make('/context', {
    ...entry,
    context_key: 'old',
    expires_at: new Date(Date.now() - 1000).toISOString(),
  });
  await agent.make('/context', {
    ...entry,
    context_key: 'new',
    expires_at: new Date(Date.now() + 60_000).toISOString(),
  });
  const { data } = (await agent.get(`/context?task_id=${task.id}`)).body;
  expect(data.map((row: { context_key: string }) => row.context_key)).toEqual(['new']);
});

test('pages context by keyset', async ({ agent, task }) => {
  for (let i = 0; i < 5; i += 1) {
    await agent.make('/context', {
      task_id: task.id,
      context_type: 'notes',
      context_key: `k${i}`,
      context_value: 'v',
    });
  }
  const first = (await agent.get('/context?limit=3')).body;
  const second = (await agent.get(`/context?limit=3&cursor=${first.next_cursor}`)).body;
  const keys = [...first.data, ...second.data].map((row: { context_key: string }) => row.context_key);
  expect(keys).toEqual(['k4', 'k3', 'k2', 'k1', 'k0']);
});

test('finds context by words, page by page, and marks the matches', async ({ agent, task }) => {
  for (let i = 0; i < 5; i += 1) {
    await agent.make('/context', {
      task_id: task.id,
      context_type: i < 3 ? 'notes' : 'blockers',
      context_key: `k${i}`,
      context_value: `The importer ${'waits '.repeat(i + 1)}for the archive at src/import/archive.ts`,
    });
  }
  const search = async (query: string) => (await agent.get(`/context/search?${query}`)).body.data;
  const whole = await search('query=why+does+the+importer+wait');
  expect(whole).toMatchObject({
    found: 5,
    next_cursor: null,
    facets: { tasks: [{ value: task.id, count: 5 }] },
  });
  expect(whole.facets.types).toEqual([
    { value: 'notes', count: 3 },
    { value: 'blockers', count: 2 },
  ]);
  const [best] = whole.entries;
  expect(best).toMatchObject({ score: 1, task_title: task.title });
  expect(best.highlights.map(([from, to]: [number, number]) => best.snippet.slice(from, to))).toContain(
    'importer',
  );

  const first = await search('query=why+does+the+importer+wait&limit=2');
  const second = await search(`query=why+does+the+importer+wait&limit=3&cursor=${first.next_cursor}`);
  const ids = (page: { entries: { id: string }[] }) => page.entries.map((entry) => entry.id);
  expect([...ids(first), ...ids(second)]).toEqual(ids(whole));
  expect(ids(await search('query=archive&context_type=blockers'))).toHaveLength(2);
  expect((await agent.get('/context/search?query=a&cursor=x')).status).toBe(422);
  expect((await agent.get('/context/search?query=a&limit=101')).status).toBe(422);
});

import { expect, test } from '../people';

const entry = (context_key: string, more: object = {}) => ({
  context_type: 'notes',
  context_key,
  context_value: 'value',
  ...more,
});

test('sets all entries of a list or none, checks versions, and returns an entry with its history', async ({
  agent,
}) => {
  const [first, second] = await agent.make('/context', [entry('a'), entry('b', { ttl_seconds: 60 })]);
  expect(first.version).toBe(1);
  expect(second.expires_at).not.toBeNull();
  const refused = await agent.send('POST', '/context', [entry('a'), entry('c', { task_id: 'nobody’s' })]);
  expect(refused.status).toBe(404);
  expect(refused.body.error.message).toMatch(/^Entry 2 of the list/);
  expect((await agent.get(`/context/${first.id}`)).body.data.entry.version).toBe(1);

  const late = await agent.send('POST', '/context', entry('a', { if_version: 7 }));
  expect(late).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  await agent.make('/context', entry('a', { context_value: 'other', if_version: 1 }));
  const { data } = (await agent.get(`/context/${first.id}?limit=1`)).body;
  expect(data.history[0].after_state).toMatchObject({ context_value: 'other', version: 2 });
  const older = (await agent.get(`/context/${first.id}?cursor=${data.next_cursor}`)).body.data;
  expect(older.history[0].after_state).toMatchObject({ context_value: 'value', version: 1 });
  expect((await agent.get('/context/00000000-0000-4000-8000-000000000000')).status).toBe(404);
});

test('deletes an entry, and refuses a wrong version', async ({ agent }) => {
  const { id } = await agent.make('/context', entry('gone'));
  expect((await agent.remove(`/context/${id}?if_version=3`)).status).toBe(409);
  expect((await agent.remove(`/context/${id}`)).status).toBe(200);
  expect((await agent.remove(`/context/${id}`)).status).toBe(404);
  expect((await agent.get(`/context/${id}`)).body.data).toMatchObject({ entry: null });
});

for (const [name, more, status] of [
  ['a value of 1 MB', { context_value: 'x'.repeat(1_000_000) }, 422],
  ['a value over 128 KB', { context_value: 'ü'.repeat(70_000) }, 422],
  ['a binary value', { context_value: 'a\0b' }, 422],
  [
    'metadata nested 100 deep, but small',
    { metadata: JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`) },
    200,
  ],
  ['metadata over 16 KB', { metadata: { a: 'x'.repeat(17_000) } }, 413],
  ['a key with slashes, spaces and Unicode', { context_key: '/src/ä b/日本 😀.ts' }, 200],
  ['an empty key', { context_key: ' ' }, 422],
  ['a lifetime of zero', { ttl_seconds: 0 }, 422],
  ['an unknown field', { user_id: 'me' }, 422],
] as const) {
  test(`responds with ${status} to an entry with ${name}`, async ({ agent }) => {
    const response = await agent.send('POST', '/context', entry('odd', more));
    expect(response.status, JSON.stringify(response.body)).toBe(status);
    if (status === 200) {
      const [found] = (await agent.get('/context')).body.data;
      expect(found).toMatchObject(more);
    } else {
      expect(response.body.error.hint).toMatch(/\S/);
      expect((await agent.get('/context')).body.data).toEqual([]);
    }
  });
}

test('accepts unusual search queries', async ({ agent }) => {
  await agent.make('/context', entry('odd', { context_value: '😀 select drop' }));
  for (const query of [
    '',
    'x',
    ' ',
    '😀',
    '"',
    '"open',
    "'; drop table agent_context_memory; --",
    '& | ! ( ) <-> :*',
    '\\',
    '%_',
    'a:*b',
    '-',
    '--',
    '-"',
    'key:',
    'type:"',
    'word '.repeat(2000),
    'x'.repeat(10_000),
  ]) {
    const response = await agent.get(`/context/search?${new URLSearchParams({ query })}`);
    expect(response.status, query.slice(0, 50)).toBe(200);
  }
  const tooLong = await agent.get(`/context/search?${new URLSearchParams({ query: 'x'.repeat(10_001) })}`);
  expect(tooLong.status).toBe(422);
});

test('returns a context pack within its budget, as JSON and as Markdown', async ({ agent, plan }) => {
  await agent.make(
    '/context',
    entry('quince', { plan_id: plan.id, context_value: 'Quinces ripen in October.' }),
  );
  await agent.make(
    '/context',
    entry('again', { plan_id: plan.id, context_value: 'quinces ripen in october' }),
  );
  await agent.make(
    '/context',
    entry('ladder', { plan_id: plan.id, context_type: 'blockers', context_value: 'No ladder' }),
  );
  const { data } = (await agent.get(`/context/pack?plan_id=${plan.id}&query=quince&max_tokens=1000`)).body;
  expect(data.tokens).toBeLessThanOrEqual(1000);
  expect(data.pieces.map(({ section }: { section: string }) => section)).toEqual(
    expect.arrayContaining(['goal', 'plan', 'blockers', 'memory']),
  );
  expect(data.left_out).toMatchObject([{ reason: 'duplicate' }]);
  const response = await agent.fetch(
    `/context/pack?plan_id=${plan.id}&query=quince&max_tokens=1000&format=markdown`,
  );
  expect(response.headers()['content-type']).toBe('text/markdown; charset=utf-8');
  expect(await response.text()).toBe(data.markdown);
  expect(data.markdown).toContain('No ladder');

  for (const wrong of ['', '?max_tokens=500', `?plan_id=${plan.id}&max_tokens=1`, '?task_id=nobody’s'])
    expect((await agent.get(`/context/pack${wrong}`)).status, wrong).toBeGreaterThanOrEqual(400);
});

test('records reads of an entry for the step in progress', async ({ agent, plan }) => {
  const { id } = await agent.make(
    '/context',
    entry('read', { plan_id: plan.id, context_value: 'Medlars are bletted.' }),
  );
  await agent.get('/context/search?query=medlars');
  await agent.get(`/context/pack?plan_id=${plan.id}`);
  await expect
    .poll(async () => {
      const { uses } = (await agent.get(`/context/${id}`)).body.data;
      return uses
        .map(({ via, step_number }: { via: string; step_number: number }) => `${via} ${step_number}`)
        .sort();
    })
    .toEqual(expect.arrayContaining(['get 1', 'pack 1', 'search 1']));
});

/** Changes of tasks, subtasks and plans, and deletions, which only people may make. */
import { beforeAll, expect, test } from 'vitest';
import { callAs, createTestKey, type TestCaller } from '@/tests/support/test-caller';
import { signUp } from '@/tests/support/test-client';

let agent: TestCaller;
let person: TestCaller;
beforeAll(async () => {
  const db = await signUp();
  const { data } = await db.auth.getSession();
  person = callAs(db, data.session?.access_token ?? '');
  agent = callAs(db, await createTestKey(db));
});

const createTask = async (): Promise<string> =>
  (await agent.call('POST', '/tasks', { body: { title: 'A task' } })).body.data.id;

test('updates, completes and reopens a task', async () => {
  const id = await createTask();
  const change = async (body: object) => (await agent.call('PATCH', `/tasks/${id}`, { body })).body.data;
  expect(await change({ description: 'More', completed: true })).toMatchObject({
    description: 'More',
    completed: true,
  });
  expect(await change({ description: null, completed: false })).toMatchObject({
    description: null,
    completed: false,
  });
  expect((await agent.call('PATCH', `/tasks/${id}`, { body: { user_id: 'other' } })).status).toBe(422);
});

test('creates, updates and deletes subtasks', async () => {
  const id = await createTask();
  const added = await agent.call('POST', `/tasks/${id}/subtasks`, {
    body: { title: 'Part', estimated_time: 5 },
  });
  expect(added.status).toBe(201);
  const path = `/tasks/${id}/subtasks/${added.body.data.id}`;
  const changed = await agent.call('PATCH', path, { body: { completed: true } });
  expect(changed.body.data).toMatchObject({ title: 'Part', completed: true });
  expect((await agent.call('DELETE', path)).status).toBe(200);
  expect((await agent.call('PATCH', path, { body: { completed: true } })).status).toBe(404);
});

test('lets a person delete plans and tasks, and tells an agent why it may not', async () => {
  const id = await createTask();
  const steps = [{ step: 1, action: 'work', description: 'One' }];
  const plan = (await agent.call('POST', '/plans', { body: { task_id: id, plan_type: 'x', steps } })).body
    .data.id;
  for (const path of [`/plans/${plan}`, `/tasks/${id}`]) {
    const refused = await agent.call('DELETE', path);
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain('An agent key may not delete');
    expect((await agent.call('GET', path)).status).toBe(200);
    expect((await person.call('DELETE', path)).status).toBe(200);
    expect((await agent.call('GET', path)).status).toBe(404);
    expect((await person.call('DELETE', path)).status).toBe(404);
  }
});

test('finds tasks and plans by words in any order, page by page', async () => {
  const ids: string[] = [];
  for (const title of ['Rename the 50% index', 'An index to rename by 50%', 'Rename 500 indexes', 'Another'])
    ids.push((await agent.call('POST', '/tasks', { body: { title } })).body.data.id);
  const steps = [{ step: 1, action: 'work', description: 'One' }];
  const plans: string[] = [];
  for (const task_id of ids)
    plans.push(
      (await agent.call('POST', '/plans', { body: { task_id, plan_type: 'x', steps } })).body.data.id,
    );
  const found = async (path: string) => {
    const query = `${path}?search=${encodeURIComponent('  index 50%  RENAME')}`;
    const first = (await agent.call('GET', `${query}&limit=1`)).body;
    const rest = (await agent.call('GET', `${query}&cursor=${first.next_cursor}`)).body;
    return [...first.data, ...rest.data].map(({ id }: { id: string }) => id).sort();
  };
  expect(await found('/tasks')).toEqual(ids.slice(0, 2).sort());
  expect(await found('/plans')).toEqual(plans.slice(0, 2).sort());
});

test.each(['50_', '"', '{}', 'a,b', '\\', '100%', '(x)'])('finds only the title with %s', async (search) => {
  const id = (await agent.call('POST', '/tasks', { body: { title: `Odd ${search} title` } })).body.data.id;
  const { body } = await agent.call('GET', `/tasks?search=${encodeURIComponent(search)}`);
  expect(body.data.map((task: { id: string }) => task.id)).toEqual([id]);
});

test.each([
  ['cafe', 'Café der Nachbarn'],
  ['LODZ', 'Reise nach Łódź'],
  ['strasse', 'Die lange Straße'],
  ['cafe\u0301', 'Caf\u00e9 am Eck'],
  ['数据库', '我们决定把数据库迁移到新服务器'],
])('finds by %s the task %s', async (search, title) => {
  const { id } = (await agent.call('POST', '/tasks', { body: { title } })).body.data;
  const { body } = await agent.call('GET', `/tasks?search=${encodeURIComponent(search)}`);
  expect(body.data.map((task: { id: string }) => task.id)).toContain(id);
});

test('names an invalid value in a list of a query string as invalid, not as missing', async () => {
  const { status, body } = await agent.call('GET', '/plans?status=pending,faild');
  expect([status, body.error.details[0].path]).toEqual([422, 'status.1']);
  expect(body.error.message).toMatch(/^status\.1 must be one of pending, .*; did you mean failed\?$/);
});

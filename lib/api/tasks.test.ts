/** What may be changed of tasks, subtasks and plans, and what is a person's to delete. */
import { beforeAll, expect, test } from 'vitest';
import { callAs, createTestKey, createTestPerson, type TestCaller } from './test-caller';

let agent: TestCaller;
let person: TestCaller;
beforeAll(async () => {
  const db = await createTestPerson();
  const { data } = await db.auth.getSession();
  person = callAs(db, data.session?.access_token ?? '');
  agent = callAs(db, await createTestKey(db));
});

const createTask = async (): Promise<string> =>
  (await agent.call('POST', '/tasks', { body: { title: 'A task' } })).body.data.id;

test('a task is changed, completed and re-opened', async () => {
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

test('subtasks come, change and go', async () => {
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

test('a person deletes plans and tasks; an agent is refused, and told why', async () => {
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

import { openStream } from '../events';
import { type Api, createAgentKey, createPerson, expect, test } from '../people';

/** Returns the newest seq of the plan. A stream without a start position may begin a little earlier while others write. */
async function newestSeq(agent: Api, plan: { id: string }): Promise<number> {
  const { body } = await agent.get(`/plans/${plan.id}`);
  return body.data.last_seq;
}

test('streams each row once, in order, and no row of another person', async ({ agent, person }) => {
  const { key } = await createAgentKey(person);
  const stranger = await createPerson();
  const own = await openStream('/events', key);
  const foreign = await openStream('/events', stranger.accessToken);
  const [beginning] = await Promise.all([own.ready, foreign.ready]);

  // Writes to several plans at once: rows get their seq in one order and become visible in another.
  const plans = await Promise.all(
    [1, 2, 3, 4].map(async (n) => {
      const task = await agent.make('/tasks', { title: `Task ${n}` });
      const steps = [{ step: 1, action: 'work', description: 'Work' }];
      return agent.make('/plans', { task_id: task.id, plan_type: 'test', steps });
    }),
  );
  await Promise.all(
    Array.from({ length: 80 }, (_, i) =>
      agent.make(`/plans/${plans[i % 4].id}/logs`, { action_type: 'note', description: `Note ${i}` }),
    ),
  );
  await expect.poll(() => own.rows.filter((row) => row.action_type === 'note').length).toBe(80);
  const seqs = own.rows.map((row) => row.seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  expect(seqs.every((seq) => seq > beginning)).toBe(true);
  expect(foreign.rows).toEqual([]);

  await stranger.service.createTask({ title: 'Mine' });
  own.close();
  foreign.close();
});

test('streams only the plan’s own rows on the stream of a plan', async ({ agent, person, plan, task }) => {
  const { key } = await createAgentKey(person);
  const stream = await openStream(`/plans/${plan.id}/events`, key);
  await stream.ready;
  const steps = [{ step: 1, action: 'work', description: 'Work' }];
  await agent.make('/plans', { task_id: task.id, plan_type: 'other', steps });
  await agent.make(`/plans/${plan.id}/steps/1/complete`, { result: { found: 3 } });
  const completed = () => stream.rows.find((row) => row.action_type === 'complete_step');
  await expect.poll(completed).toMatchObject({ step_number: 1 });
  expect(completed()).not.toHaveProperty('after_state');
  // While others write, a stream may begin a little before it was opened, but never with rows of another plan.
  expect(stream.rows.filter((row) => row.plan_id !== plan.id)).toEqual([]);
  stream.close();
});

test('resumes a stream after Last-Event-ID without losing or repeating a row', async ({
  agent,
  person,
  plan,
}) => {
  const { key } = await createAgentKey(person);
  const note = (n: number) =>
    agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: `${n}` });
  const first = await openStream(`/plans/${plan.id}/events?after=${await newestSeq(agent, plan)}`, key);
  await first.ready;
  for (let n = 0; n < 3; n += 1) await note(n);
  await first.untilRows(3);
  first.close();

  for (let n = 3; n < 6; n += 1) await note(n);
  const lastEventId = String(first.rows.at(-1)?.seq);
  const second = await openStream(`/plans/${plan.id}/events`, key, { 'Last-Event-ID': lastEventId });
  expect(await second.ready).toBe(Number(lastEventId));
  await note(6);
  await second.untilRows(4);
  second.close();
  expect([...first.rows, ...second.rows].map((row) => row.description)).toEqual([
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
  ]);

  const byQuery = await openStream(`/plans/${plan.id}/events?after=${lastEventId}`, key);
  expect((await byQuery.untilRows(4)).map((row) => row.description)).toEqual(['3', '4', '5', '6']);
  byQuery.close();
});

test('ends a stream when its key is revoked', async ({ agent, person, plan }) => {
  const { id, key } = await createAgentKey(person, { name: 'watcher' });
  const stream = await openStream(`/events?after=${await newestSeq(agent, plan)}`, key);
  await stream.ready;
  await person.supabase
    .from('agent_api_keys')
    .update({ revoked_at: new Date().toISOString() })
    .eq('id', id)
    .throwOnError();
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'after the end' });
  await stream.ended;
  expect(stream.rows).toEqual([]);
});

test('refuses a stream for invalid parameters, other people’s plans and invalid credentials', async ({
  agent,
  plan,
}) => {
  expect(await agent.get('/events?after=x')).toMatchObject({
    status: 422,
    body: { error: { code: 'invalid_input' } },
  });
  expect((await agent.get('/events?since=1')).status).toBe(422);
  expect((await agent.get('/plans/nonsense/events')).status).toBe(422);
  expect((await agent.get('/plans/6f1c9a52-0000-4000-8000-000000000001/events')).status).toBe(404);
  const stranger = await createPerson();
  const response = await fetch(`${process.env.BASE_URL}/api/v1/plans/${plan.id}/events`, {
    headers: { Authorization: `Bearer ${stranger.accessToken}` },
  });
  expect(response.status).toBe(404);
  const unauthenticated = await fetch(`${process.env.BASE_URL}/api/v1/events`);
  expect(unauthenticated.status).toBe(401);
  const forged = await fetch(`${process.env.BASE_URL}/api/v1/events`, {
    headers: {
      Authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4Iiwicm9sZSI6ImF1dGhlbnRpY2F0ZWQifQ.x',
    },
  });
  expect(forged.status).toBe(401);
});

/** Gates and versions over HTTP: what an agent re-plans, what a person decides, and the way back. */
import { Api, createAgentKey, expect, test } from '../people';

const steps = [
  { step: 1, action: 'build', description: 'Build it' },
  { step: 2, action: 'deploy', description: 'Deploy it', requires_approval: true },
];

test('an agent re-plans; versions are listed, compared and gone back to', async ({ agent, task }) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'release', steps });
  await agent.make(`/plans/${plan.id}/steps/1/complete`, { result: { artefact: 'a.tgz' } });
  const again = await agent.make(`/plans/${plan.id}/versions`, {
    steps: [steps[0], { step: 2, action: 'test', description: 'Test it' }, { ...steps[1], step: 3 }],
    reason: 'Nobody had tested it',
  });
  expect(again).toMatchObject({ version: 2, total_steps: 3, completed_steps: 1 });

  const { body: list } = await agent.get(`/plans/${plan.id}/versions`);
  expect(list.data).toMatchObject([
    { version: 2, reason: 'Nobody had tested it', added: [2], changed: [3], kept: [1] },
    { version: 1 },
  ]);
  const { body: comparison } = await agent.get(`/plans/${plan.id}/versions/1/comparison?with=2`);
  expect(comparison.data.steps.map((step: { change: string }) => step.change)).toEqual([
    'same',
    'added',
    'changed',
  ]);

  const back = await agent.make(`/plans/${plan.id}/versions/1/revert`, { reason: 'It had been tested' });
  expect(back).toMatchObject({ version: 3, total_steps: 2, completed_steps: 1 });
  expect((await agent.get(`/plans/${plan.id}/versions/1/comparison`)).body.data).toMatchObject({
    to_version: null,
    steps: [{ change: 'same' }, { change: 'same' }],
  });
  expect((await agent.get(`/plans/${plan.id}/verification`)).body.data.is_valid).toBe(true);
  expect((await agent.get(`/plans/${plan.id}/versions/9/comparison`)).status).toBe(404);
  expect((await agent.post(`/plans/${plan.id}/versions`, { steps: [] })).status).toBe(422);
});

test('a decision about a graph that has changed since is refused', async ({
  agent,
  person,
  request,
  task,
}) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'release', steps });
  const approver = new Api(request, (await createAgentKey(person, { scopes: ['approve'] })).key);
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  const seen = (await agent.get(`/plans/${plan.id}/steps/2`)).body.data.graph_hash;
  await agent.patch(`/plans/${plan.id}/steps/2`, { description: 'Deploy it to everybody' });

  const stale = await approver.post(`/plans/${plan.id}/steps/2/approve`, { graph_hash: seen });
  expect(stale).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  expect((await agent.post(`/plans/${plan.id}/steps/2/approve`)).status).toBe(403);
  const { graph_hash } = (await agent.get(`/plans/${plan.id}/steps/2`)).body.data;
  const approved = await approver.make(`/plans/${plan.id}/steps/2/approve`, { graph_hash });
  expect(approved).toMatchObject({ status: 'pending', approved_hash: graph_hash });
  expect((await approver.post(`/plans/${plan.id}/steps/2/approve`, { graph_hash })).status).toBe(409);
});

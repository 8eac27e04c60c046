/** Approval gates and versions over HTTP: re-plans, decisions and restorations. */
import { verifyLines } from '../../scripts/verify-log.mjs';
import { Api, createAgentKey, expect, test } from '../people';

const steps = [
  { step: 1, action: 'build', description: 'Build it' },
  { step: 2, action: 'deploy', description: 'Deploy it', requires_approval: true },
];

test('records each re-plan as a version; lists, compares and restores versions', async ({ agent, task }) => {
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

test('refuses a decision on a graph that changed in the meantime', async ({
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
  // The same decision may be sent again; another one is a conflict.
  expect((await approver.post(`/plans/${plan.id}/steps/2/approve`, { graph_hash })).status).toBe(200);
  expect((await approver.post(`/plans/${plan.id}/steps/2/reject`, { graph_hash })).status).toBe(409);
});

test('returns a plan at an earlier time, and the changes since a gate was approved', async ({
  agent,
  person,
  task,
}) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'release', steps });
  await agent.make(`/plans/${plan.id}/steps/1/complete`, { result: { artefact: 'a.tgz' } });
  await person.service.approveStep(plan.id, 2);
  await agent.patch(`/plans/${plan.id}/steps/2`, { description: 'Deploy it to everybody' });

  const { body: moments } = await agent.get(`/plans/${plan.id}/moments`);
  expect(moments.data.map((moment: { action_type: string }) => moment.action_type)).toEqual([
    'create_plan',
    'complete_step',
    'approve_step',
    'edit_step',
  ]);
  const { body: then } = await agent.get(`/plans/${plan.id}/at?seq=${moments.data[1].seq}`);
  expect(then.data).toMatchObject({
    status: 'awaiting_approval',
    completed_steps: 1,
    steps: [{ status: 'completed', result: { artefact: 'a.tgz' } }, { description: 'Deploy it' }],
    at: { action_type: 'complete_step', step_number: 1, actor_type: 'agent' },
  });
  expect((await agent.get(`/plans/${plan.id}/at?seq=0`)).status).toBe(404);
  expect((await agent.get(`/plans/${plan.id}/at?seq=x`)).status).toBe(422);

  expect((await agent.get(`/plans/${plan.id}/steps/2/gate`)).body.data).toMatchObject({
    status: 'awaiting_approval',
    approved: { by: person.email, is_current: false },
    changes: [
      { change: 'changed', fields: ['description'], after: { description: 'Deploy it to everybody' } },
    ],
  });
});

test('completes a step with its sub-plan or its subtask', async ({ agent, task }) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'release', steps });
  const detail = { task_id: task.id, plan_type: 'build', steps: steps.slice(0, 1) };
  const sub = await agent.make('/plans', { ...detail, parent_plan_id: plan.id, parent_step_number: 1 });
  await agent.make(`/plans/${sub.id}/steps/1/complete`);
  const { body } = await agent.get(`/plans/${plan.id}`);
  expect(body.data).toMatchObject({
    completed_steps: 1,
    sub_plans: [{ plan_id: sub.id, status: 'completed' }],
  });
  expect((await agent.get(`/plans/${sub.id}`)).body.data.parent).toMatchObject({
    plan_id: plan.id,
    step_number: 1,
  });
  expect(
    (await agent.post('/plans', { ...detail, parent_plan_id: plan.id, parent_step_number: 1 })).status,
  ).toBe(409);
});

test('verifies an exported log offline, and rejects a changed one', async ({ agent, task }) => {
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'release', steps });
  for (let n = 0; n < 120; n++) {
    await agent.make(`/plans/${plan.id}/logs`, {
      action_type: 'note',
      after_state: { n: n / 7, text: '\u2028“ ”' },
    });
  }
  const response = await agent.fetch(`/plans/${plan.id}/logs/export`);
  expect(response.headers()['content-disposition']).toContain(`plan-log-${plan.id}.jsonl`);
  const lines = (await response.text()).trimEnd().split('\n');
  expect(await verifyLines(lines)).toMatchObject({ is_valid: true, rows: 121 });
  const forged = lines.with(60, lines[60]?.replace('note', 'nope') ?? '');
  expect(await verifyLines(forged)).toMatchObject({ is_valid: false, broken_line: 61 });
  expect((await agent.fetch(`/plans/${crypto.randomUUID()}/logs/export`)).status()).toBe(404);
});

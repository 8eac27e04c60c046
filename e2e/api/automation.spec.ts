/** Templates and automation rules over HTTP: people edit them, agents use them, and rules create plans for new tasks. */
import { expect, test } from '../people';

const steps = [
  { step: 1, action: 'reproduce', description: 'Reproduce {{title}} ({{priority|no priority}})' },
  { step: 2, action: 'fix', description: 'Fix it' },
];

test('creates a template from a plan, previews it, and lets only its person change and restore it', async ({
  agent,
  person,
  task,
}) => {
  const made = await agent.make('/templates', { name: 'Bug', plan_type: 'bug fix', steps });
  expect(made).toMatchObject({ version: 1, steps: [{ step: 1 }, { step: 2 }] });
  const { body: preview } = await agent.post(`/templates/${made.id}/preview`, { title: 'A crash' });
  expect(preview.data.steps[0].description).toBe('Reproduce A crash (no priority)');
  const plan = await agent.make(`/templates/${made.id}/plans`, { task_id: task.id });
  expect(plan).toMatchObject({ status: 'pending', metadata: { template_id: made.id, template_version: 1 } });
  const past = await agent.make(`/plans/${plan.id}/template`, { name: 'Past' });
  expect(past.steps[0].description).toContain('{{title}}');
  expect((await agent.post(`/plans/${plan.id}/template`, { name: 'Past' })).status).toBe(409);

  expect((await agent.patch(`/templates/${made.id}`, { name: 'Mine now' })).status).toBe(403);
  const wrong = await agent.post('/templates', {
    name: 'Wrong',
    plan_type: 'x',
    steps: [{ step: 1, action: 'x', description: '{{titel}}' }],
  });
  expect(wrong).toMatchObject({ status: 422, body: { error: { message: 'Tasks have no field titel.' } } });

  const changed = await person.service.updateTemplate(made.id, { name: 'Bugs' });
  expect(changed).toMatchObject({ name: 'Bugs', version: 2 });
  expect(await person.service.restoreTemplate(made.id, 1)).toMatchObject({ name: 'Bug', version: 3 });
  const { body: versions } = await agent.get(`/templates/${made.id}/versions`);
  expect(versions.data.map((version: { name: string }) => version.name)).toEqual(['Bug', 'Bugs', 'Bug']);
  expect((await agent.get(`/templates/${crypto.randomUUID()}`)).status).toBe(404);
});

test('creates a plan by rule for an agent’s task, and records the failure of a rule', async ({
  agent,
  person,
}) => {
  const template = await agent.make('/templates', { name: 'Bug', plan_type: 'bug fix', steps });
  const input = { match_kind: 'keyword', match_value: 'bug', template_id: template.id };
  expect((await agent.post('/automation/rules', input)).status).toBe(403);
  const rule = await person.service.createAutomationRule({ ...input, match_kind: 'keyword' });

  const { body: trial } = await agent.post('/automation/trial', { title: 'A bug' });
  expect(trial.data).toMatchObject({ rule_id: rule.id, error: null, plan: { steps: [{}, {}] } });
  const { body: miss } = await agent.post('/automation/trial', { title: 'Debugging' });
  expect(miss.data).toEqual({ rule_id: null, plan: null, error: null });

  const task = await agent.make('/tasks', { title: 'A bug' });
  const { body: plans } = await agent.get(`/plans?task_id=${task.id}`);
  expect(plans.data).toMatchObject([{ status: 'pending', plan_type: 'bug fix', created_by: 'automation' }]);
  const { body: logs } = await agent.get(`/logs?plan_id=${plans.data[0].id}`);
  expect(logs.data).toMatchObject([
    { action_type: 'create_plan', actor_type: 'system', metadata: { rule_id: rule.id, template_version: 1 } },
  ]);

  await person.service.deleteTemplate(template.id);
  expect((await agent.post('/tasks', { title: 'Another bug' })).status).toBe(201);
  const { body: rules } = await agent.get('/automation/rules');
  expect(rules.data).toMatchObject([
    { runs: 2, template_id: null, last_error: 'The template of this rule was deleted.' },
  ]);
  expect((await agent.patch(`/automation/rules/${rule.id}`, { enabled: false })).status).toBe(403);
  expect(await person.service.deleteAutomationRule(rule.id)).toEqual({ id: rule.id });
});

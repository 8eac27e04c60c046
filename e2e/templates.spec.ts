import { expect, test } from './people';

const steps = [
  { step: 1, action: 'read', description: 'Read about {{title}}', estimated_duration: 20 },
  { step: 2, action: 'decide', description: 'Decide', requires_approval: true },
];

test('creates, edits and restores a template @layout', async ({ person, signedIn: page }) => {
  await page.goto('/templates');
  await expect(page.getByText('No templates yet')).toBeVisible();
  await page.getByRole('link', { name: 'New template' }).click();
  await page.getByLabel('Name').fill('Reading');
  await page.getByLabel('Plan type').fill('research');
  const described = page.getByLabel('Step 1: description');
  await described.fill('Read about {{titel}}');
  await page.getByRole('button', { name: 'Save template' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('titel');
  await described.fill('Read about {{title}}');
  await page.getByRole('button', { name: 'Save template' }).click();
  await page.waitForURL(/\/templates\/[\da-f-]{36}$/);

  await page.getByLabel('Name').fill('Reading twice');
  await page.getByRole('button', { name: 'Save template' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Reading twice' })).toBeVisible();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Reading', exact: true })).toBeVisible();
  const [template] = await person.service.listTemplates();
  expect(template).toMatchObject({ name: 'Reading', version: 3 });
});

test('keeps fields that the table does not show', async ({ person, signedIn: page }) => {
  const { id } = await person.service.createTemplate({ name: 'Gated', plan_type: 'ops', steps });
  await page.goto(`/templates/${id}`);
  await page.getByLabel('Plan type').fill('operations');
  await page.getByRole('button', { name: 'Save template' }).click();
  await expect(page.getByText('Version 2')).toBeVisible();
  expect((await person.service.getTemplate(id)).steps[1]).toMatchObject({ requires_approval: true });
});

test('saves a plan as a template, and creates a plan from it', async ({ person, plan, signedIn: page }) => {
  await page.goto(`/plans/${plan.id}`);
  await page.getByRole('button', { name: 'More actions for this plan' }).click();
  await page.getByRole('menuitem', { name: 'Save as template…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Research as always');
  await page.getByRole('button', { name: 'Save template' }).click();
  await expect(page.getByText('Saved the template')).toBeVisible();
  expect((await person.service.listTemplates())[0]).toMatchObject({ name: 'Research as always' });

  await person.service.createTemplate({ name: 'Reading', plan_type: 'reading', steps });
  const task = await person.service.createTask({ title: 'Tides' });
  await page.goto(`/tasks/${task.id}/new-plan`);
  await page.getByRole('button', { name: 'Template' }).click();
  await page.getByRole('button', { name: /^Reading/ }).click();
  await expect(page.getByLabel('Step 1: description')).toHaveValue('Read about Tides');
  await page.getByRole('button', { name: 'Create plan' }).click();
  await page.waitForURL(/\/plans\/[\da-f-]{36}/);
  await expect(page.getByText('reading', { exact: true })).toBeVisible();
});

test('tries, orders and disables rules, creates plans by rule and shows its failure', async ({
  person,
  signedIn: page,
}) => {
  const template = await person.service.createTemplate({ name: 'Reading', plan_type: 'research', steps });
  await page.goto('/templates');
  await page.getByLabel('When').selectOption('keyword');
  await page.getByLabel('Word').fill('tide');
  await page.getByRole('button', { name: 'Add rule' }).click();
  const rules = page.getByRole('list', { name: 'Rules' }).getByRole('listitem');
  await expect(rules).toHaveCount(1);
  await page.getByLabel('When').selectOption('default');
  await page.getByRole('button', { name: 'Add rule' }).click();
  await expect(rules).toHaveCount(2);

  await page.getByLabel('Title of a task').fill('The tide tables');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await expect(page.getByText('Read about The tide tables')).toBeVisible();
  expect(await person.service.queryPlans()).toHaveLength(0);

  const task = await person.service.createTask({ title: 'The tide tables' });
  const plans = await person.service.queryPlans({ task_id: task.id });
  expect(plans[0]).toMatchObject({ status: 'pending', plan_type: 'research' });
  await page.reload();
  await expect(rules.first()).toContainText('Created 1 plan');

  await page.getByRole('button', { name: 'Move up: Any task' }).click();
  await expect(rules.first()).toContainText('Any task');
  await page.getByRole('checkbox', { name: 'Enable the rule: Any task' }).uncheck();
  await expect(page.getByRole('checkbox', { name: 'Enable the rule: Any task' })).not.toBeChecked();
  // The page shows the change before the server has it.
  await expect
    .poll(async () => (await person.service.listAutomationRules()).map(({ enabled }) => enabled))
    .toEqual([false, true]);

  await person.service.deleteTemplate(template.id);
  await person.service.createTask({ title: 'Another tide' });
  await page.reload();
  await expect(rules.nth(1)).toContainText('Failed');
  await page.getByRole('button', { name: /^Delete the rule: Title/ }).click();
  await expect(rules).toHaveCount(1);
});

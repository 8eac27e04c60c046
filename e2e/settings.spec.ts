/** The settings: a key from its making to its end, a copy of everything, and the end of everything. */
import { readFile } from 'node:fs/promises';
import { Api, baseURL, createPerson, expect, signIn, test } from './people';

const callWith = (key: string) =>
  fetch(`${baseURL}/api/v1/tasks`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ title: 'Made with a key' }),
  }).then((response) => response.status);

test('a key is made, shown once, used, and revoked at once', async ({ signedIn: page, person }) => {
  await page.goto('/settings');
  await expect(page.getByText('No agent keys yet')).toBeVisible();
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Researcher');
  await dialog.getByLabel('Expires').selectOption('30');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = await dialog.getByText(/^aes_/).innerText();
  await expect(dialog.getByText(/^curl/)).toContainText(key);
  await dialog.getByRole('button', { name: 'Done' }).click();

  const row = page.getByRole('row', { name: /Researcher/ });
  await expect(row).toContainText(key.slice(0, 12));
  await expect(row).toContainText('read, write');
  expect(await page.content()).not.toContain(key);
  expect(await callWith(key)).toBe(201);
  await page.reload();
  await expect(row.getByText('Never')).toBeHidden();

  await row.getByRole('button', { name: 'Revoke Researcher' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
  await expect(row).toContainText('Revoked');
  expect(await callWith(key)).toBe(401);
  const { data } = await person.supabase.from('agent_api_keys').select('name, revoked_at').throwOnError();
  expect(data).toMatchObject([{ name: 'Researcher', revoked_at: expect.any(String) }]);
});

test('a key for reading alone cannot write', async ({ signedIn: page }) => {
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Reader');
  await dialog.getByRole('checkbox', { name: 'Write' }).uncheck();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  expect(await callWith(await dialog.getByText(/^aes_/).innerText())).toBe(403);
});

test('a key for one task is chosen by its title, sees that task alone and goes with it', async ({
  signedIn: page,
  person,
  agent,
  plan,
  task,
}) => {
  const elsewhere = await agent.make('/tasks', { title: 'Something else' });
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Narrow');
  await dialog.getByLabel('For', { exact: true }).selectOption('task');
  await dialog.getByLabel('Find the task').fill('first principle');
  await expect(dialog.getByRole('radio')).toHaveCount(1);
  await dialog.getByRole('radio', { name: task.title }).check();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = await dialog.getByText(/^aes_/).innerText();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(
    page.getByRole('row', { name: /Narrow/ }).getByRole('link', { name: task.title }),
  ).toBeVisible();

  const narrow = new Api(page.request, key);
  expect((await narrow.get('/tasks')).body.data).toMatchObject([{ id: task.id }]);
  expect((await narrow.get(`/plans/${plan.id}`)).status).toBe(200);
  expect((await narrow.get(`/tasks/${elsewhere.id}`)).status).toBe(404);
  expect((await narrow.post('/tasks', { title: 'Another' })).status).toBe(403);
  expect(
    (
      await narrow.post('/plans', {
        task_id: elsewhere.id,
        plan_type: 'x',
        steps: [{ step: 1, action: 'a', description: 'd' }],
      })
    ).status,
  ).toBe(404);
  await narrow.make(`/plans/${plan.id}/steps/1/complete`, {});

  await person.supabase.from('deep_work_tasks').delete().eq('id', task.id).throwOnError();
  expect((await narrow.get('/tasks')).status).toBe(401);
});

test('a kind of context is kept for as long as a person says', async ({ signedIn: page, person }) => {
  await page.goto('/settings');
  await page.getByLabel('Type', { exact: true }).fill('scratch');
  await page.getByLabel('Days to keep').fill('7');
  await page.getByRole('button', { name: 'Add rule' }).click();
  const rules = page.getByRole('list', { name: 'Retention' });
  await expect(rules.getByRole('listitem')).toHaveText(['scratch7 days']);
  await page.getByRole('button', { name: 'Keep scratch for good' }).click();
  await expect(rules).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rules.getByRole('listitem')).toHaveText(['scratch7 days']);
  const { data } = await person.supabase.from('agent_context_retention').select().throwOnError();
  expect(data).toMatchObject([{ context_type: 'scratch', keep_days: 7 }]);
});

test('everything is exported, and only then deleted', async ({
  agent,
  plan,
  task,
  signedIn: page,
  person,
}) => {
  await agent.make('/context', {
    plan_id: plan.id,
    context_type: 'notes',
    context_key: 'k',
    context_value: 'kept',
  });
  await person.service.createSubtasks(plan.id);
  // More rows than a page of the export has.
  const big = await person.service.createPlan({
    task_id: task.id,
    plan_type: 'big',
    steps: Array.from({ length: 600 }, (_, i) => ({ step: i + 1, action: 'work', description: `Step ${i}` })),
  });
  await person.service.addLogs(
    Array.from({ length: 250 }, (_, i) => ({
      plan_id: plan.id,
      action_type: 'note',
      description: `Note ${i}`,
    })),
  );
  await page.goto('/settings');
  const remove = page.getByRole('button', { name: 'Delete all my data' });
  await page.getByLabel(/^Type “/).fill('delete all my data');
  await expect(remove).toBeDisabled();

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^agent-execution-\d{4}-\d\d-\d\d\.jsonl$/);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line));
  const of = (table: string) => rows.filter((row) => row.table === table).map(({ row }) => row);
  expect(rows[0].export.user_id).toBe(person.userId);
  expect(rows.at(-1).end.rows).toBe(rows.length - 2);
  expect(of('deep_work_tasks')).toMatchObject([{ id: task.id, title: task.title }]);
  expect(of('deep_work_subtasks')).toHaveLength(3);
  expect(of('agent_execution_plans')).toHaveLength(2);
  const stepsOf = (planId: string) => of('agent_execution_steps').filter((step) => step.plan_id === planId);
  expect(stepsOf(plan.id).map((step) => step.step_number)).toEqual([1, 2, 3]);
  expect(new Set(stepsOf(big.id).map((step) => step.step_number)).size).toBe(600);
  expect(of('agent_execution_steps')).toHaveLength(603);
  expect(of('agent_context_memory')).toMatchObject([{ context_value: 'kept' }]);
  const logs = of('agent_execution_logs');
  expect(logs.filter(({ action_type }) => action_type === 'note')).toHaveLength(250);
  expect(new Set(logs.map(({ seq }) => seq)).size).toBe(logs.length);

  await remove.click();
  await expect(page.getByText(/was deleted with all that belongs to it/)).toBeVisible();
  for (const table of ['deep_work_tasks', 'agent_execution_logs', 'agent_context_memory'] as const) {
    const { count } = await person.supabase
      .from(table)
      .select('*', { count: 'exact', head: true })
      .throwOnError();
    expect(count, table).toBe(0);
  }
});

test('without a copy it takes saying so and the phrase', async ({ task, signedIn: page, person }) => {
  await page.goto('/settings');
  const remove = page.getByRole('button', { name: 'Delete all my data' });
  await page.getByRole('checkbox', { name: 'I don’t want a copy' }).check();
  await page.getByLabel(/^Type “/).fill('delete');
  await expect(remove).toBeDisabled();
  expect((await person.service.getTask(task.id)).id).toBe(task.id);
  await page.getByLabel(/^Type “/).fill('delete all my data');
  await remove.click();
  await expect(page.getByText(/was deleted with all/)).toBeVisible();
  expect(await person.service.queryTasks()).toHaveLength(0);
});

test('the password is changed by whoever knows it', async ({ signedIn: page, person, browser }) => {
  await page.goto('/settings');
  const change = page.getByRole('button', { name: 'Change password' });
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill('quite another one');
  await change.click();
  await expect(page.getByText('That is not the current password.')).toBeVisible();
  await page.getByLabel('Current password').fill(person.password);
  await page.getByLabel('New password').fill('quite another one');
  await change.click();
  await expect(page.getByText('The password was changed.')).toBeVisible();
  const elsewhere = await browser.newPage({ baseURL });
  await signIn(elsewhere, { ...person, password: 'quite another one' });
  await elsewhere.close();
});

test('nobody else’s keys or data are there', async ({ signedIn: page, plan }) => {
  const stranger = await createPerson();
  await stranger.supabase.rpc('agent_create_api_key', { name: 'Theirs' }).throwOnError();
  await page.goto('/settings');
  await expect(page.getByRole('row', { name: /claude/ })).toBeVisible();
  await expect(page.getByText('Theirs')).toBeHidden();
  const response = await page.request.get('/settings/export');
  const text = await response.text();
  expect(text).toContain(plan.id);
  expect(text).not.toContain(stranger.userId);
});

test('the local owner is told what cannot be changed', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: /continue as local owner/i }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto('/settings');
  await expect(page.getByText(/neither can be changed here/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Change password' })).toBeHidden();
});

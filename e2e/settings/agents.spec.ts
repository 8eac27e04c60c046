/** The settings of agents: their keys. */
import { Api, baseURL, createPerson, expect, test } from '../people';

const callWith = (key: string) =>
  fetch(`${baseURL}/api/v1/tasks`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ title: 'Made with a key' }),
  }).then((response) => response.status);

test('creates a key, shows it once, and revokes it at once @layout', async ({ signedIn: page, person }) => {
  await page.goto('/settings/agents');
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

test('refuses a write with a read-only key', async ({ signedIn: page }) => {
  await page.goto('/settings/agents');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Reader');
  await dialog.getByRole('checkbox', { name: 'Write' }).uncheck();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  expect(await callWith(await dialog.getByText(/^aes_/).innerText())).toBe(403);
});

test('restricts a key to one task, and refuses it once the task is deleted', async ({
  signedIn: page,
  person,
  agent,
  plan,
  task,
}) => {
  const elsewhere = await agent.make('/tasks', { title: 'Something else' });
  await page.goto('/settings/agents');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Narrow');
  await dialog.getByLabel('Access', { exact: true }).selectOption('task');
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

test('shows no keys or data of other people', async ({ signedIn: page, plan }) => {
  const stranger = await createPerson();
  await stranger.supabase.rpc('agent_create_api_key', { name: 'Theirs' }).throwOnError();
  await page.goto('/settings/agents');
  await expect(page.getByRole('row', { name: /claude/ })).toBeVisible();
  await expect(page.getByText('Theirs')).toBeHidden();
  const response = await page.request.get('/settings/export');
  const text = await response.text();
  expect(text).toContain(plan.id);
  expect(text).not.toContain(stranger.userId);
});

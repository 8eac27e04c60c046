/** The settings: agent keys, retention, password, backups, and the export, import and deletion of all data. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Api, baseURL, createPerson, expect, signIn, test } from './people';

const callWith = (key: string) =>
  fetch(`${baseURL}/api/v1/tasks`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ title: 'Made with a key' }),
  }).then((response) => response.status);

test('creates a key, shows it once, and revokes it at once @layout', async ({ signedIn: page, person }) => {
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

  const theme = page.getByRole('group', { name: 'Theme' }).filter({ visible: true });
  await expect(page.getByRole('region', { name: 'Appearance' })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('region', { name: 'Agent keys' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Appearance' })).toBeHidden();
  await expect(theme).toHaveCount(0);
});

test('refuses a write with a read-only key', async ({ signedIn: page }) => {
  await page.goto('/settings');
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
  await page.goto('/settings');
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

test('adds, deletes and restores a retention rule', async ({ signedIn: page, person }) => {
  await page.goto('/settings');
  await page.getByLabel('Type', { exact: true }).fill('scratch');
  await page.getByLabel('Days to keep').fill('7');
  const section = page.getByRole('region', { name: 'Context' });
  await section.getByRole('button', { name: 'Add rule' }).click();
  const rules = page.getByRole('list', { name: 'Retention' });
  await expect(rules.getByRole('listitem')).toHaveText(['scratch7 days']);
  await page.getByRole('button', { name: 'Delete the rule for scratch' }).click();
  await expect(rules).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rules.getByRole('listitem')).toHaveText(['scratch7 days']);
  const { data } = await person.supabase.from('agent_context_retention').select().throwOnError();
  expect(data).toMatchObject([{ context_type: 'scratch', keep_days: 7 }]);
});

test('adds, deletes and restores a rule of captured runs @layout', async ({ signedIn: page, person }) => {
  await page.goto('/settings');
  const section = page.getByRole('region', { name: 'Captured runs' });
  await section.getByLabel('Path or tool').fill('secrets/**');
  await section.getByLabel('Project folder').fill('/srv/shop/');
  await section.getByRole('button', { name: 'Add rule' }).click();
  const rules = section.getByRole('listitem');
  await expect(rules).toHaveText(['Filessecrets/**/srv/shop']);
  await section.getByLabel('Drop').selectOption('tool');
  await section.getByLabel('Path or tool').fill('Bash');
  await section.getByRole('button', { name: 'Add rule' }).click();
  await expect(rules).toHaveText(['ToolBashAll projects', 'Filessecrets/**/srv/shop']);
  await section.getByRole('button', { name: 'Delete the rule for secrets/** in /srv/shop' }).click();
  await expect(rules).toHaveText(['ToolBashAll projects']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rules).toHaveCount(2);
  const { data } = await person.supabase.rpc('agent_list_drop_rules').throwOnError();
  expect(data).toEqual([
    { project: '', rules: [{ tool: 'Bash' }] },
    { project: '/srv/shop', rules: [{ path_glob: 'secrets/**' }] },
  ]);
});

test('tries, adds, deletes and restores a standing decision @layout', async ({ agent, signedIn: page }) => {
  const call = {
    session_id: 's1',
    cwd: '/srv/shop',
    prompt_id: 'p1',
    tool_name: 'Bash',
    tool_input: { command: 'git push --force' },
    tool_use_id: 't1',
  };
  const prompt = { ...call, hook_event_name: 'UserPromptSubmit', prompt: 'Ship it' };
  const done = { ...call, hook_event_name: 'PostToolUse', tool_response: { stdout: '' } };
  await agent.post('/ingest/claude-code', [prompt, done]);
  await page.goto('/settings');
  const section = page.getByRole('region', { name: 'Standing decisions' });
  await section.getByLabel('Pattern').fill('git push*');
  await section.getByLabel('Project folder').fill('/srv/shop/');
  await expect(async () => {
    await section.getByRole('button', { name: 'Try on past calls' }).click();
    await expect(section.getByRole('status')).toContainText('Matches 1 of 1 past call.', {
      timeout: 1000,
    });
  }).toPass();
  await expect(section.getByRole('status')).toContainText('git push --force');
  await section.getByRole('button', { name: 'Add rule' }).click();
  const rules = section.getByRole('list', { name: 'Standing decisions' }).getByRole('listitem');
  await expect(rules).toHaveText(['Denycommand git push*/srv/shop']);
  await section
    .getByRole('button', { name: 'Delete the rule “deny command git push*” in /srv/shop' })
    .click();
  await expect(rules).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rules).toHaveCount(1);
});

test('deletes all data only after an export', async ({ agent, plan, task, signedIn: page, person }) => {
  await agent.make('/context', {
    plan_id: plan.id,
    context_type: 'notes',
    context_key: 'k',
    context_value: 'kept',
  });
  await person.service.createSubtasks(plan.id);
  // More rows than one page of the export holds.
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
  await expect(page.getByText(/Deleted 1 task and all related data/)).toBeVisible();
  for (const table of ['deep_work_tasks', 'agent_execution_logs', 'agent_context_memory'] as const) {
    const { count } = await person.supabase
      .from(table)
      .select('*', { count: 'exact', head: true })
      .throwOnError();
    expect(count, table).toBe(0);
  }
});

test('deletes all data without a copy only after a choice and the phrase', async ({
  task,
  signedIn: page,
  person,
}) => {
  await page.goto('/settings');
  const remove = page.getByRole('button', { name: 'Delete all my data' });
  await page.getByRole('checkbox', { name: 'I don’t want a copy' }).check();
  await page.getByLabel(/^Type “/).fill('delete');
  await expect(remove).toBeDisabled();
  expect((await person.service.getTask(task.id)).id).toBe(task.id);
  await page.getByLabel(/^Type “/).fill('delete all my data');
  await remove.click();
  await expect(page.getByText(/^Deleted \d+ tasks? and all related data$/)).toBeVisible();
  expect(await person.service.queryTasks()).toHaveLength(0);
});

test('changes the password only with the current password', async ({ signedIn: page, person, browser }) => {
  await page.goto('/settings');
  const change = page.getByRole('button', { name: 'Change password' });
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill('quite another one');
  await change.click();
  await expect(page.getByText('The current password is wrong.')).toBeVisible();
  await page.getByLabel('Current password').fill(person.password);
  await page.getByLabel('New password').fill('quite another one');
  await change.click();
  await expect(page.getByText('The password was changed.')).toBeVisible();
  const elsewhere = await browser.newPage({ baseURL });
  await signIn(elsewhere, { ...person, password: 'quite another one' });
  await elsewhere.close();
});

test('shows no keys or data of other people', async ({ signedIn: page, plan }) => {
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

test('shows the local owner that the account cannot be changed', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: /continue as local owner/i }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto('/settings');
  await expect(page.getByText(/password cannot be changed/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Change password' })).toBeHidden();
});

test('imports an export and counts the rows, also on a phone', async ({
  signedIn: page,
  plan,
  task,
  person,
}) => {
  await page.setViewportSize({ width: 380, height: 800 });
  await person.service.setContext({ context_type: 'notes', context_key: 'mine', context_value: 'kept' });
  await page.goto('/settings');
  const exported = Buffer.from(await (await page.request.get('/settings/export')).body());
  const section = page.getByRole('region', { name: 'Import' });
  const choose = (buffer: Buffer) =>
    section
      .getByLabel('File', { exact: true })
      .setInputFiles({ name: 'all.jsonl', mimeType: 'application/jsonl', buffer });
  const submit = section.getByRole('button', { name: 'Import' });
  await expect(submit).toBeDisabled();
  await choose(exported.subarray(0, exported.length - 40));
  await submit.click();
  await expect(section.getByRole('alert')).toContainText('Nothing was imported');
  expect(await person.service.queryTasks()).toHaveLength(1);
  await choose(exported);
  await submit.click();
  await expect(section.getByRole('status')).toContainText(
    /Imported 1 task, .*1 plan, \d+ log rows, 1 context entry/,
  );
  await expect(section.getByRole('status')).toContainText('Create new keys');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380);
  const tasks = await person.service.queryTasks();
  expect(tasks.map(({ title }) => title)).toEqual([task.title, task.title]);
  const copy = tasks.find(({ id }) => id !== task.id);
  const [before] = await person.service.queryPlans({ task_id: task.id });
  const [made] = await person.service.queryPlans({ task_id: copy?.id });
  expect(made).toMatchObject({ plan_type: before?.plan_type, total_steps: before?.total_steps });
  expect(made?.id).not.toBe(plan.id);
});

test.describe('the nightly backups', () => {
  const folder = join(process.env.AES_DATA_DIR ?? '.data', 'backups');
  const record = async (result: object) => {
    const at = new Date().toISOString();
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'last.json'),
      JSON.stringify({ started_at: at, finished_at: at, ...result }),
    );
  };

  test('shows the local owner the last backup and its failure, also on a phone', async ({ page }) => {
    await page.setViewportSize({ width: 380, height: 800 });
    await page.goto('/login');
    await page.getByRole('button', { name: /continue as local owner/i }).click();
    await expect(page).not.toHaveURL(/login/);
    const section = page.getByRole('region', { name: 'Backups' });
    await record({ file: 'aes-2027-01-31T02-00-00Z.backup', bytes: 1_234_567, rows: 4321, error: null });
    await page.goto('/settings');
    await expect(section).toContainText('4,321 rows, 1.2 MB in aes-2027-01-31T02-00-00Z.backup');
    await expect(section).toContainText(folder);
    await record({ file: null, bytes: null, rows: null, error: 'ENOSPC: no space left on device, write' });
    await page.reload();
    await expect(section.getByRole('alert')).toContainText('no space left on device');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(380);
    await rm(folder, { recursive: true });
  });

  test('hides backups from other people', async ({ signedIn: page }) => {
    await page.goto('/settings');
    await expect(page.getByRole('region', { name: 'Danger zone' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Backups' })).toBeHidden();
  });
});

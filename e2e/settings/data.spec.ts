/** The settings of data: retention, export, deletion and import. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '../people';

test('adds, deletes and restores a retention rule', async ({ signedIn: page, person }) => {
  await page.goto('/settings/data');
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
  await page.goto('/settings/data');
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
  await page.goto('/settings/data');
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

test('imports an export and counts the rows, also on a phone', async ({
  signedIn: page,
  plan,
  task,
  person,
}) => {
  await page.setViewportSize({ width: 380, height: 800 });
  await person.service.setContext({ context_type: 'notes', context_key: 'mine', context_value: 'kept' });
  await page.goto('/settings/data');
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

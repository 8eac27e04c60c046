import type { Page } from '@playwright/test';
import { expect, test } from './people';

const panel = (page: Page, name: string) => page.getByRole('region', { name });

test('a task is created, edited, completed and opened again', async ({ signedIn: page }) => {
  await page.goto('/tasks');
  await expect(page.getByText('No tasks yet')).toBeVisible();
  await page.getByRole('button', { name: 'New task' }).click();
  await page.getByLabel('Title').fill('Write the report');
  await page.getByLabel('Priority').selectOption('HIGH');
  await page.getByRole('button', { name: 'Create task' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Write the report' })).toBeVisible();
  await expect(page).toHaveTitle(/^Write the report/);
  await expect(page.getByText('High priority')).toBeVisible();

  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Title').fill('Write the yearly report');
  await page.getByLabel('Description').fill('Ten pages at most');
  await page.getByLabel('Due').fill('2031-12-05');
  await page.getByRole('button', { name: 'Save task' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Write the yearly report' })).toBeVisible();
  await expect(page.getByText('Ten pages at most')).toBeVisible();
  await expect(page.getByText('due 5 Dec 2031')).toBeVisible();

  await page.getByRole('button', { name: 'Complete task' }).click();
  await page.getByRole('button', { name: 'Re-open task' }).click();
  await expect(page.getByRole('button', { name: 'Complete task' })).toBeVisible();
  const activity = panel(page, 'Recent activity');
  for (const action of ['update_task', 'complete_task', 'reopen_task']) {
    await expect(activity.getByText(action)).toBeVisible();
  }
});

test('subtasks are added, ticked, edited, deleted and brought back', async ({
  person,
  task,
  signedIn: page,
}) => {
  await page.goto(`/tasks/${task.id}`);
  const subtasks = panel(page, 'Subtasks');
  for (const title of ['Collect the numbers', 'Draw the charts']) {
    await subtasks.getByLabel('New subtask').fill(title);
    await subtasks.getByLabel('New subtask').press('Enter');
    await expect(subtasks.getByRole('checkbox', { name: title })).toBeVisible();
    await expect(subtasks.getByLabel('New subtask')).toHaveValue('');
  }
  await subtasks.getByRole('checkbox', { name: 'Collect the numbers' }).check();
  await expect(subtasks.getByText('1 of 2 done')).toBeVisible();
  await expect(panel(page, 'Recent activity').getByText('complete_subtask')).toBeVisible();

  await subtasks.getByRole('button', { name: 'Actions for Draw the charts' }).click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  await page.getByLabel('What is to be done').fill('Draw three charts');
  await page.getByLabel('Estimate').fill('90');
  await page.getByRole('button', { name: 'Save subtask' }).click();
  await expect(subtasks.getByText('1 h 30 min est.')).toBeVisible();

  await subtasks.getByRole('button', { name: 'Actions for Draw three charts' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(subtasks.getByText('Draw three charts')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(subtasks.getByText('Draw three charts')).toBeVisible();
  const { data } = await person.supabase
    .from('deep_work_subtasks')
    .select('title, completed, estimated_time')
    .order('title');
  expect(data).toEqual([
    { title: 'Collect the numbers', completed: true, estimated_time: null },
    { title: 'Draw three charts', completed: false, estimated_time: 90 },
  ]);
});

test('the list shows what became of each task, finds by title and shows more', async ({
  person,
  plan,
  task,
  signedIn: page,
}) => {
  await page.goto(`/tasks`);
  const row = page.getByRole('row').filter({ hasText: task.title });
  await expect(row.getByTitle('1 plan in progress')).toBeVisible();
  await person.supabase
    .from('deep_work_tasks')
    .insert(Array.from({ length: 60 }, (_, n) => ({ title: `Task number ${n}` })))
    .throwOnError();
  await page.reload();
  await expect(page.getByRole('row')).toHaveCount(51);
  await page.getByRole('link', { name: 'Show more' }).click();
  await expect(page.getByRole('row')).toHaveCount(62);
  await expect(page.getByRole('link', { name: 'Show more' })).toHaveCount(0);
  await page.getByLabel('Search tasks').fill('PRINCIPLE');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('link', { name: task.title }).click();
  await expect(panel(page, 'Plans').getByRole('link', { name: 'research' })).toHaveAttribute(
    'href',
    `/plans/${plan.id}`,
  );
});

test('a task is deleted with all that hangs on it, once that was said', async ({
  agent,
  plan,
  task,
  signedIn: page,
}) => {
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole('button', { name: 'More actions for this task' }).click();
  await page.getByRole('menuitem', { name: 'Delete task…' }).click();
  await expect(page.getByText('1 plan with steps, context and log')).toBeVisible();
  await page.getByRole('button', { name: 'Delete task', exact: true }).click();
  await expect(page.getByText('No tasks yet')).toBeVisible();
  expect((await agent.get(`/plans/${plan.id}`)).status).toBe(404);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole('heading', { name: 'There is no such task' })).toBeVisible();
});

test('the address opens the dialog for a new task, and closing it leaves the list', async ({
  signedIn: page,
}) => {
  await page.goto('/tasks?new=1');
  await expect(page.getByRole('dialog', { name: 'New task' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page).toHaveURL(/\/tasks$/);
});

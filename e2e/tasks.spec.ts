import type { Page } from '@playwright/test';
import { expect, test } from './people';

const panel = (page: Page, name: string) => page.getByRole('region', { name });

test('creates, edits, completes and reopens a task @layout', async ({ signedIn: page }) => {
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
  await page.getByRole('button', { name: 'Reopen task' }).click();
  await expect(page.getByRole('button', { name: 'Complete task' })).toBeVisible();
  const activity = panel(page, 'Recent activity');
  for (const action of ['update_task', 'complete_task', 'reopen_task']) {
    await expect(activity.getByText(action)).toBeVisible();
  }
});

test('adds, completes, edits, deletes and restores subtasks', async ({ person, task, signedIn: page }) => {
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
  await page.getByLabel('Description').fill('Draw three charts');
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

test('lists tasks with their progress, searches by title and shows more @layout', async ({
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
  await expect(page).toHaveURL(/q=PRINCIPLE/);
  await page.getByRole('link', { name: task.title }).click();
  await expect(panel(page, 'Plans').getByRole('link', { name: 'research' })).toHaveAttribute(
    'href',
    `/plans/${plan.id}`,
  );
});

test('edits priority, due date and category in the table, and filters and sorts by them @layout', async ({
  person,
  signedIn: page,
}) => {
  await person.supabase
    .from('deep_work_tasks')
    .insert([
      { title: 'Pay the invoice', priority: 'LOW', due_date: '2020-01-31', category: 'Money' },
      { title: 'Read the book', priority: 'MEDIUM' },
    ])
    .throwOnError();
  await page.goto('/tasks');
  await page.getByRole('button', { name: 'Priority of Read the book: MEDIUM' }).click();
  await page.getByRole('menuitem', { name: 'Urgent' }).click();
  await expect(page.getByRole('button', { name: 'Priority of Read the book: URGENT' })).toBeVisible();
  await page.getByRole('button', { name: 'Due date of Read the book: none' }).click();
  const day = page.getByLabel('Due date of Read the book');
  await day.fill('2031-12-05');
  await day.press('Enter');
  await expect(page.getByRole('row').filter({ hasText: 'Read the book' })).toContainText('due 5 Dec 2031');

  await page.goto('/tasks?sort=priority&order=desc');
  await expect(page.getByRole('row').nth(1)).toContainText('Read the book');
  await page.goto('/tasks?due=overdue&category=Money');
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('heading', { name: 'Tasks 1', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page).toHaveURL(/\/tasks$/);
  await expect(page.getByRole('row')).toHaveCount(3);
});

test('deletes a task and its data after a confirmation', async ({ agent, plan, task, signedIn: page }) => {
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole('button', { name: 'More actions for this task' }).click();
  await page.getByRole('menuitem', { name: 'Delete task…' }).click();
  await expect(page.getByText('1 plan with steps, context and log')).toBeVisible();
  await page.getByRole('button', { name: 'Delete task', exact: true }).click();
  await expect(page.getByText('No tasks yet')).toBeVisible();
  expect((await agent.get(`/plans/${plan.id}`)).status).toBe(404);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole('heading', { name: 'Task not found' })).toBeVisible();
});

test('opens the new-task dialog from the URL, and returns to the list', async ({ signedIn: page }) => {
  await page.goto('/tasks?new=1');
  await expect(page.getByRole('dialog', { name: 'New task' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page).toHaveURL(/\/tasks$/);
});

test('creates a plan from Markdown and opens it @layout', async ({ agent, task, signedIn: page }) => {
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole('link', { name: 'New plan' }).click();
  await page.getByRole('button', { name: 'Markdown' }).click();
  await page
    .getByLabel('Plan in Markdown')
    .fill('# Study\n\n1. **search**: Find papers (30 min)\n2. Read them ~2h\n   - twice\n3. Write (after 1)');
  await page.getByRole('button', { name: 'Read steps' }).click();
  await expect(page.getByLabel('Step 2: minutes')).toHaveValue('120');
  await page.getByLabel('Step 3: description').fill('Write it up');
  await page.getByLabel('Step 3: minutes').fill('soon');
  await page.getByLabel('Plan type').fill('study');
  await page.getByRole('button', { name: 'Create plan' }).click();
  await expect(page.getByText('The estimate of step 3 is not a number of minutes.')).toBeVisible();
  await page.getByLabel('Step 3: minutes').fill('45');
  await page.getByRole('button', { name: 'Create plan' }).click();
  await page.waitForURL(/\/plans\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1, name: task.title })).toBeVisible();
  await expect(page.locator('[data-step="1"]')).toContainText('Find papers');
  const { body } = await agent.get(`/plans/${page.url().split('/').at(-1)}`);
  expect(body.data).toMatchObject({ plan_type: 'study', total_steps: 3, estimated_duration: 195 });
  expect(body.data.steps).toMatchObject([
    { action: 'search', description: 'Find papers', estimated_duration: 30 },
    { action: 'work', description: 'Read them\n- twice', estimated_duration: 120, depends_on: [1] },
    { action: 'work', description: 'Write it up', estimated_duration: 45, depends_on: [1] },
  ]);
});

test('fills in the steps of a template, which a person edits before creation', async ({
  task,
  signedIn: page,
}) => {
  await page.goto(`/tasks/${task.id}/new-plan`);
  await page.getByRole('button', { name: 'Template' }).click();
  await page.getByRole('button', { name: /^Bug fix/ }).click();
  await expect(page.getByLabel('Plan type')).toHaveValue('bug fix');
  await page.getByRole('button', { name: 'Remove step 7' }).click();
  await page.getByRole('button', { name: 'Create plan' }).click();
  await page.waitForURL(/\/plans\/[0-9a-f-]{36}$/);
  await expect(page.getByText('bug fix').first()).toBeVisible();
  await expect(page.locator('[data-step]')).toHaveCount(6);
});

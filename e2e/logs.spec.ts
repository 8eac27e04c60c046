import type { Page } from '@playwright/test';
import { expect, live, test } from './people';

const rows = (page: Page) => page.getByRole('list', { name: 'Log' }).locator('[data-row]');

test('filters the log, and stores the filters in the URL @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/logs`, [
    { action_type: 'tool_call', step_number: 1, description: 'grep principle', agent_confidence: 0.3 },
    { action_type: 'tool_call', step_number: 1, description: 'ls', error_message: 'No such folder' },
    { action_type: 'note', step_number: 1, description: 'Twelve principles', agent_confidence: 0.9 },
  ]);
  await page.goto('/logs');
  await expect(rows(page)).toHaveCount(6);
  await expect(page.getByRole('img', { name: /6 actions from/ })).toBeVisible();

  // One line at every size: what does not fit is in the panel.
  const bar = page.getByRole('search');
  expect((await bar.boundingBox())?.height).toBeLessThan(60);
  const panel = page.getByRole('dialog', { name: 'Filters' });
  await page.getByRole('button', { name: 'Filters' }).click();
  await panel.getByRole('button', { name: 'Action' }).click();
  await page.getByRole('menuitemcheckbox', { name: /tool_call/ }).click();
  await page.keyboard.press('Escape');
  await expect(rows(page)).toHaveCount(2);
  await panel.getByLabel('Errors only').check();
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(page).toHaveURL(/action=tool_call&errors=true/);
  await page.reload();
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText('No such folder')).toBeVisible();

  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(rows(page)).toHaveCount(6);
  await page.getByRole('button', { name: 'Filters' }).click();
  await panel.getByLabel('Confidence').selectOption('0.5');
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText('grep principle')).toBeVisible();
  await page.keyboard.press('Escape');
  expect((await bar.boundingBox())?.height).toBeLessThan(60);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('twelve');
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('searchbox').fill('nothing like it');
  await expect(page.getByText('No actions match')).toBeVisible();
});

test('filters the log of a plan by step', async ({ agent, plan, signedIn: page }) => {
  await agent.make(`/plans/${plan.id}/logs`, {
    action_type: 'note',
    step_number: 2,
    description: 'Of the second',
  });
  await page.goto(`/plans/${plan.id}`);
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Step', { exact: true }).selectOption('2');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText('Of the second');
  await expect(page).toHaveURL(/step=2/);
});

test('names the plan and the step of each row where rows of plans interleave @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  const task = await agent.make('/tasks', { title: 'Another task' });
  const other = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'research',
    steps: [{ step: 1, action: 'search', description: 'Search literature' }],
  });
  for (const plan_id of [plan.id, other.id, plan.id])
    await agent.make('/logs', { plan_id, step_number: 1, action_type: 'note', description: 'Interleaved' });
  await page.goto('/logs?action=note');
  await expect(rows(page)).toHaveCount(3);
  const places = page.getByRole('list', { name: 'Log' }).getByText(/first principle|Another task/);
  await expect(places.filter({ visible: true })).toHaveText([
    /first principle/,
    'Another task',
    /first principle/,
  ]);
  await expect(page.getByRole('list', { name: 'Log' }).getByRole('heading')).toHaveCount(0);
});

test('shows the oldest rows first, and follows the end', async ({ agent, plan, signedIn: page }) => {
  const many = Array.from({ length: 150 }, (_, i) => ({ action_type: 'note', description: `Note ${i}` }));
  await agent.make(`/plans/${plan.id}/logs`, many);
  await page.goto(`/plans/${plan.id}`);
  await page.getByRole('button', { name: 'Newest first' }).click();
  await expect(page).toHaveURL(/order=oldest/);
  await expect(rows(page).first()).toContainText('create_plan');
  await page.getByRole('button', { name: 'Load newer actions' }).click();
  const end = page.getByText('End of the log');
  await expect(end).toBeAttached();
  await end.scrollIntoViewIfNeeded();
  await expect(rows(page).last()).toContainText('Note 149');
  for (const description of ['First after', 'Second after']) {
    await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description });
    await expect(rows(page).last()).toContainText(description);
    await expect(end).toBeInViewport();
  }
  await rows(page).last().hover();
  await page.mouse.wheel(0, -1500);
  await expect(end).not.toBeInViewport();
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'While reading' });
  await page.getByRole('button', { name: '1 new action' }).click();
  await expect(rows(page).last()).toContainText('While reading');
  await expect(end).toBeInViewport();
  await page.getByRole('button', { name: 'Live tail' }).click();
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'While paused' });
  await page.getByRole('button', { name: 'Resume live tail' }).click();
  await end.scrollIntoViewIfNeeded();
  await expect(rows(page).last()).toContainText('While paused');
});

test('names the task of a row that belongs to no plan', async ({ agent, signedIn: page, task }) => {
  const entry = { context_type: 'notes', context_key: 'a', context_value: 'b' };
  await agent.make('/context', { ...entry, task_id: task.id });
  await agent.make('/context', entry);
  await page.goto('/logs?action=set_context');
  await expect(rows(page)).toHaveCount(2);
  const places = page.getByRole('list', { name: 'Log' }).getByText(/Account|first principle/);
  await expect(places.filter({ visible: true })).toHaveText(['Account', task.title]);
});

test('gives each row its own URL', async ({ agent, plan, signedIn: page }) => {
  const note = await agent.make(`/plans/${plan.id}/logs`, {
    action_type: 'note',
    description: 'The one',
    metadata: { model: 'opus' },
  });
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'A later one' });
  for (const path of ['/logs', `/plans/${plan.id}`]) {
    await page.goto(`${path}?row=${note.seq}`);
    await expect(rows(page).first()).toContainText('The one');
    await expect(page.getByText('opus')).toBeVisible();
    await expect(page.getByText('A later one')).toHaveCount(0);
    await page.getByRole('button', { name: 'Show newest' }).click();
    await expect(rows(page).first()).toContainText('A later one');
  }
});

test('selects a time range by dragging over the histogram @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'Later' });
  await page.goto('/logs');
  const histogram = page.getByRole('img', { name: /actions from/ });
  const box = await histogram.boundingBox();
  if (!box) throw new Error('The histogram is not there.');
  // The range omits the first sixtieth of the time, and so the first action.
  await page.mouse.move(box.x + box.width * 0.025, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 1, box.y + 20, { steps: 3 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
  await expect.poll(() => rows(page).count()).toBeLessThan(4);
  await expect(rows(page).first()).toContainText('Later');
});

test('adds new rows at the top, and holds them back after scrolling or a pause @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  const many = Array.from({ length: 300 }, (_, i) => ({ action_type: 'note', description: `Note ${i}` }));
  await agent.make(`/plans/${plan.id}/logs`, many);
  await page.goto('/logs');
  await expect(live(page)).toBeVisible();
  await expect(rows(page).first()).toContainText('Note 299');
  // Only the rows in view are in the document.
  expect(await rows(page).count()).toBeLessThan(80);
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'At the top' });
  await expect(rows(page).first()).toContainText('At the top');

  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, 1500);
  const middle = page.getByText('Note 260', { exact: true });
  await expect(middle).toBeVisible();
  const before = await middle.boundingBox();
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'While reading' });
  const more = page.getByRole('button', { name: '1 new action' });
  await expect(more).toBeVisible();
  expect((await middle.boundingBox())?.y).toBe(before?.y);
  await more.click();
  await expect(rows(page).first()).toContainText('While reading');

  await page.getByRole('button', { name: 'Live tail' }).click();
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'While paused' });
  await expect(more).toBeVisible();
  await expect(page.getByText('While paused')).toHaveCount(0);
  await page.getByRole('button', { name: 'Resume live tail' }).click();
  await expect(rows(page).first()).toContainText('While paused');
});

test('moves through rows and opens them with the keyboard, and loads older rows', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  const many = Array.from({ length: 150 }, (_, i) => ({ action_type: 'note', description: `Note ${i}` }));
  await agent.make(`/plans/${plan.id}/logs`, many);
  await page.goto('/logs');
  await rows(page).first().focus();
  await page.keyboard.press('j');
  await expect(rows(page).nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Link to this row' })).toBeVisible();
  await page.keyboard.press('k');
  await expect(rows(page).first()).toBeFocused();

  const older = page.getByRole('button', { name: 'Load older actions' });
  await older.scrollIntoViewIfNeeded();
  await older.click();
  await expect(page.getByText('Beginning of the log')).toBeAttached();
  await page.getByText('Beginning of the log').scrollIntoViewIfNeeded();
  await expect(page.getByText('create_plan')).toBeVisible();
});

test('keeps each key of a search while the results of earlier keys are on their way', async ({
  plan,
  signedIn: page,
}) => {
  await page.goto(`/plans/${plan.id}`);
  const search = page.getByRole('searchbox', { name: 'Search the log' });
  await expect(search).toBeVisible();
  await page.route(
    (url) => url.pathname === `/plans/${plan.id}`,
    async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue();
    },
  );
  // Longer than the pause after which a search is sent, shorter than its response.
  await search.pressSequentially('twelve', { delay: 400 });
  await expect(search).toHaveValue('twelve');
  await expect(page).toHaveURL(/=twelve/);
  await expect(search).toHaveValue('twelve');
});

test('keeps each key of a search while code loads that an event asks for', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await page.goto(`/plans/${plan.id}`);
  await expect(live(page)).toBeVisible();
  const code = Promise.withResolvers<void>();
  const asked = page.waitForRequest(/\.js$/);
  await page.route(/\.js$/, async (route) => {
    await code.promise;
    await route.continue();
  });
  const log = (description: string) =>
    agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description });
  await log('Twelve principles');
  await asked;
  const search = page.getByRole('searchbox', { name: 'Search the log' });
  await search.focus();
  for (const key of 'twelve') {
    await log(`Key ${key}`);
    await page.keyboard.press(key);
  }
  await expect(search).toHaveValue('twelve');
  code.resolve();
  await expect(rows(page)).toHaveCount(1);
});

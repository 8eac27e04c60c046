import { Readable } from 'node:stream';
import { expect, live, test } from './people';

const steps = [{ step: 1, action: 'work', description: 'Do it' }];

test('links to ways to create the first plan', async ({ signedIn: page }) => {
  await page.goto('/plans');
  await expect(page.getByRole('link', { name: 'New task' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Connect an agent' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Connect an agent' })).toBeVisible();
});

test('searches and filters plans, and stores both in the URL', async ({ agent, signedIn: page }) => {
  for (const [title, plan_type, done] of [
    ['Import the ledger', 'implementation', true],
    ['Read about ledgers', 'research', false],
    ['Bake bread', 'research', false],
  ] as const) {
    const task = await agent.make('/tasks', { title });
    const plan = await agent.make('/plans', { task_id: task.id, plan_type, steps });
    if (done) await agent.make(`/plans/${plan.id}/steps/1/complete`);
  }
  await page.goto('/plans');
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(rows).toHaveCount(3);

  await page.getByRole('searchbox').fill('ledger');
  await expect(rows).toHaveCount(2);
  await page.getByRole('search').getByRole('button', { name: 'Status' }).click();
  await page.getByRole('menuitemcheckbox', { name: /Completed/ }).click();
  await page.keyboard.press('Escape');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Import the ledger');

  const address = new URL(page.url());
  expect(address.searchParams.get('q')).toBe('ledger');
  expect(address.searchParams.get('status')).toBe('completed');
  await page.reload();
  await expect(rows).toHaveCount(1);
  await page.getByRole('searchbox').fill('nothing like it');
  await expect(page.getByText(/no plans? match/i)).toBeVisible();
});

test('marks plans of coding agents, and those that were imported', async ({
  agent,
  task,
  signedIn: page,
}) => {
  const metadata = { captured: true, client: 'codex', imported: true, began_at: '2026-10-01T08:00:00Z' };
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'session', steps, metadata });
  await agent.make('/plans', { task_id: task.id, plan_type: 'research', steps });
  await page.goto('/plans');
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(rows.filter({ hasText: 'Codex, imported' })).toHaveCount(1);
  await expect(rows).toHaveCount(2);
  await page.goto(`/plans/${plan.id}`);
  await expect(page.getByTitle('Imported from files of Codex')).toHaveText('Codex');
  await expect(page.getByText('Imported', { exact: true })).toBeVisible();
});

test('keeps the filters in one line, and has all of them in a panel', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  const { created_at } = (await agent.get(`/plans/${plan.id}`)).body.data;
  const bar = page.getByRole('search');
  for (const width of [1024, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/plans?status=in_progress,pending&agent=nobody&type=research,implementation');
    await expect(page.getByRole('heading', { name: 'Plans 0', exact: true })).toBeVisible();
    expect((await bar.boundingBox())?.height).toBeLessThan(40);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
  await bar.getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByRole('heading', { name: 'Plans 1', exact: true })).toBeVisible();
  await bar.getByRole('button', { name: 'Filters' }).click();
  const panel = page.getByRole('dialog', { name: 'Filters' });
  await expect(panel.getByRole('button', { name: 'Status: Any status' })).toBeVisible();
  await panel.getByLabel('Created to').fill('2020-01-01');
  await panel.getByLabel('Created to').press('Enter');
  await expect(page.getByRole('heading', { name: 'Plans 0', exact: true })).toBeVisible();
  await panel
    .getByLabel('Created to')
    .fill(new Date(Date.parse(created_at) + 86_400_000).toISOString().slice(0, 10));
  await panel.getByLabel('Created to').press('Enter');
  await expect(page.getByRole('heading', { name: 'Plans 1', exact: true })).toBeVisible();
  await expect(bar.getByRole('button', { name: 'Filters 1' })).toBeVisible();
});

test('loads a long list on scrolling, and sorts it by any column @layout', async ({
  agent,
  task,
  signedIn: page,
}) => {
  for (let i = 0; i < 60; i += 1)
    await agent.make('/plans', {
      task_id: task.id,
      plan_type: `type ${String(i).padStart(2, '0')}`,
      steps: [{ ...steps[0], estimated_duration: i + 1 }],
    });
  await page.goto('/plans');
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(rows.first()).toContainText('type 59');
  await expect(page.getByRole('heading', { name: 'Plans 60' })).toBeVisible();
  await expect(async () => {
    await page.mouse.wheel(0, 4000);
    await expect(rows.last()).toContainText('type 00', { timeout: 500 });
  }).toPass();
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(0);

  await page.mouse.wheel(0, -9000);
  const onPhone = page.getByLabel('Order');
  if (await onPhone.isVisible()) {
    await onPhone.selectOption('By type');
    await expect(rows.first()).toContainText('type 00');
    await expect(page).toHaveURL(/sort=type/);
    return;
  }
  // Wide pages show estimates.
  await page.setViewportSize({ width: 1600, height: 900 });
  const head = page.getByRole('columnheader', { name: 'Estimate' });
  await head.getByRole('button').click();
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.first()).toContainText('type 59');
  await expect(page).toHaveURL((url) => url.search === '?sort=estimate');
  await head.getByRole('button').click();
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows.first()).toContainText('type 00');
});

test('updates rows far down in the list', async ({ agent, task, signedIn: page }) => {
  let last = { id: '' };
  for (let i = 0; i < 60; i += 1)
    last = await agent.make('/plans', {
      task_id: task.id,
      plan_type: `type ${String(i).padStart(2, '0')}`,
      steps,
    });
  await page.goto('/plans?sort=type&order=asc');
  const row = page.getByRole('row').filter({ hasText: 'type 59' });
  await expect(async () => {
    await page.mouse.wheel(0, 4000);
    await expect(row).toContainText('Pending', { timeout: 500 });
  }).toPass();
  await expect(live(page)).toBeVisible();
  await agent.make(`/plans/${last.id}/steps/1/complete`);
  await expect(row).toContainText('Completed');
  await expect(row).toContainText('1/1');

  // A new plan at the top pushes no other plan out.
  await agent.make('/plans', { task_id: task.id, plan_type: 'a new one', steps });
  await expect(page.getByRole('heading', { name: 'Plans 61' })).toBeVisible();
  await expect(row).toHaveAttribute('aria-rowindex', '62');
});

test('shows counts in the filters, and stores columns and density in the URL @layout', async ({
  agent,
  task,
  signedIn: page,
}) => {
  for (const plan_type of ['research', 'research', 'writing'])
    await agent.make('/plans', { task_id: task.id, plan_type, steps });
  await page.goto('/plans?type=writing');
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(rows).toHaveCount(1);
  const types = page.getByRole('search').getByRole('button', { name: /^Type/ });
  // A narrow bar has this menu in its panel.
  const isNarrow = !(await types.isVisible());
  if (isNarrow) await page.getByRole('search').getByRole('button', { name: 'Filters' }).click();
  await (isNarrow ? page.getByRole('dialog').getByRole('button', { name: /^Type/ }) : types).click();
  await expect(page.getByRole('menuitemcheckbox', { name: 'research 2' })).toBeVisible();
  await page.keyboard.press('Escape');
  if (isNarrow) await page.keyboard.press('Escape');
  const columns = page.getByRole('button', { name: 'Columns' });
  // On a phone, a plan has two lines instead of columns.
  if (!(await columns.isVisible())) return;
  await columns.click();
  await page.getByRole('menuitemcheckbox', { name: 'Elapsed' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Compact rows' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Elapsed' })).toHaveCount(0);
  await expect(page).toHaveURL(/density=compact/);
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Updated' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Elapsed' })).toHaveCount(0);
});

test('selects plans with the keyboard, pauses, resumes by undo, cancels and exports them @layout', async ({
  agent,
  task,
  signedIn: page,
}) => {
  for (const plan_type of ['first', 'second', 'third'])
    await agent.make('/plans', { task_id: task.id, plan_type, steps });
  await page.goto('/plans?sort=type&order=asc');
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  const bar = page.getByRole('region', { name: 'Selected plans' });
  await expect(rows).toHaveCount(3);

  // The keys work once the page has hydrated.
  await expect(async () => {
    await page.keyboard.press('j');
    await expect(rows.getByRole('link').first()).toBeFocused({ timeout: 300 });
    await page.keyboard.press('k');
  }).toPass();
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(rows.getByRole('link').last()).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('Shift+X');
  await expect(bar).toContainText('2 selected');

  await bar.getByRole('button', { name: 'Pause' }).click();
  await expect(rows.filter({ hasText: 'Paused' })).toHaveCount(2);
  await expect(page.getByText('Paused 2 plans')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows.filter({ hasText: 'Paused' })).toHaveCount(0);

  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  const all = page.getByRole('checkbox', { name: 'Select all plans shown' });
  if (await all.isVisible()) await all.check();
  else for (const checkbox of await rows.getByRole('checkbox').all()) await checkbox.check();
  await expect(bar).toContainText('3 selected');
  const download = page.waitForEvent('download');
  await bar.getByRole('link', { name: 'Export' }).click();
  const file = await (await download).createReadStream();
  const { plans } = JSON.parse(await new Response(Readable.toWeb(file) as ReadableStream).text()); // Node's own type of the same stream
  expect(plans).toHaveLength(3);
  expect(plans[0].steps).toHaveLength(1);

  await bar.getByRole('button', { name: 'Cancel…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel 3 plans' }).click();
  await expect(rows.filter({ hasText: 'Cancelled' })).toHaveCount(3);
  await rows.getByRole('link').first().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/plans\/[0-9a-f-]{36}/);
});

test('selects a range of rows with Shift and the mouse', async ({ agent, task, signedIn: page }) => {
  for (let i = 0; i < 4; i += 1)
    await agent.make('/plans', { task_id: task.id, plan_type: `type ${i}`, steps });
  await page.goto('/plans');
  const checkboxes = page
    .getByRole('row')
    .filter({ has: page.getByRole('cell') })
    .getByRole('checkbox');
  const bar = page.getByRole('region', { name: 'Selected plans' });
  await checkboxes.nth(0).click();
  await checkboxes.nth(2).click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('3 selected');
  await bar.getByRole('button', { name: 'Clear selection' }).click();
  await expect(bar).toHaveCount(0);
});

test('saves, applies and deletes a view', async ({ agent, task, signedIn: page }) => {
  await agent.make('/plans', { task_id: task.id, plan_type: 'research', steps });
  await page.goto('/plans?type=research&density=compact');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Reading');
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByRole('button', { name: 'Reading' })).toBeVisible();

  await page.goto('/plans');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Reading' }).click();
  await expect(page).toHaveURL(/\/plans\?type=research&density=compact/);
  await page.getByRole('button', { name: 'Reading' }).click();
  await page.getByRole('menuitem', { name: 'Delete views…' }).click();
  await page.getByRole('button', { name: 'Delete Reading' }).click();
  await expect(page.getByRole('button', { name: 'Views' })).toBeVisible();
});

// In one of these zones it is always another day than in UTC.
for (const timezoneId of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
  test.describe(`in ${timezoneId}`, () => {
    test.use({ timezoneId });

    test('filters plans by the days of the reader', async ({ agent, plan, signedIn: page }) => {
      const { created_at } = (await agent.get(`/plans/${plan.id}`)).body.data;
      const dayOf = (time: number) => new Date(time).toLocaleDateString('sv-SE', { timeZone: timezoneId });
      const day = dayOf(Date.parse(created_at));
      const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
      await page.goto(`/plans?from=${day}&to=${day}`);
      await expect(rows).toHaveCount(1);
      const dayBefore = dayOf(Date.parse(created_at) - 86_400_000);
      await page.goto(`/plans?from=${dayBefore}&to=${dayBefore}`);
      await expect(rows).toHaveCount(0);
    });
  });
}

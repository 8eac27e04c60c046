/** The command palette and the shortcuts, with the keyboard alone. */
import { expect, live, openMenu, test } from './people';

test('finds and opens a plan, and lists it under recent visits', async ({ plan, signedIn: page }) => {
  await page.goto('/plans');
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  const input = palette.getByRole('combobox');
  await expect(input).toBeFocused();
  await page.keyboard.type('principle syst');
  await expect(palette.getByRole('group', { name: 'Plans' }).getByRole('option')).toHaveCount(1);
  await expect(palette.getByRole('group', { name: 'Tasks' }).getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/plans/${plan.id}`);
  await expect(palette).toBeHidden();
  await expect(page).toHaveTitle(/first principle/);

  await expect
    .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
    .toContain('Make a first principle systems prompt');
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.waitForURL('**/plans');
  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('group', { name: 'Recent' }).getByRole('option')).toContainText([
    'Make a first principle systems prompt',
  ]);
  // The last visit is the first choice: two keys lead back to it.
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/plans/${plan.id}`);
});

test('finds log rows and context, and reports an empty result', async ({ agent, plan, signedIn: page }) => {
  await page.goto('/plans');
  await agent.make('/context', {
    plan_id: plan.id,
    context_type: 'notes',
    context_key: 'sources',
    context_value: 'The Zettelkasten method',
  });
  await agent.make('/logs', {
    plan_id: plan.id,
    action_type: 'tool_call',
    description: 'Opened a Zettelkasten',
  });
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('zettelkasten');
  await expect(palette.getByRole('group', { name: 'Log rows' }).getByRole('option')).toHaveCount(1);
  await expect(palette.getByRole('option', { name: /notes\/sources/ })).toBeVisible();
  await page.keyboard.type('qqqq');
  await expect(palette.getByText('No results match all of these words.')).toBeVisible();
});

test('keeps what is typed while the palette loads, away from the page', async ({ plan, signedIn: page }) => {
  await page.goto(`/plans/${plan.id}`);
  await expect(live(page)).toBeVisible();
  const step = page.locator('[data-step="1"]');
  await step.locator('[data-step-button]').focus();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/_next/static/chunks/**', async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('cx');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('ommand');
  release();
  const input = page.getByRole('dialog').getByRole('combobox');
  await expect(input).toBeFocused();
  await expect(input).toHaveValue('command');
  await page.keyboard.press('Escape');
  await expect(step.getByTitle('Completed')).toHaveCount(0);
});

test('offers the commands of the open plan, exact names first', async ({ plan, signedIn: page }) => {
  await page.goto(`/plans/${plan.id}`);
  await expect(live(page)).toBeVisible();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  for (const name of ['Complete step 1', 'Message the agent…', 'Compare…', 'Share…', 'Print…'])
    await expect(palette.getByRole('option', { name })).toBeAttached();
  await page.keyboard.type('pause plan');
  await expect(palette.getByRole('option').first()).toHaveText(/^Pause plan/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
  // The letter resumes it.
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('message');
  await page.keyboard.press('Enter');
  const message = page.getByLabel('Message to the agent');
  await expect(message).toBeFocused();
  await message.fill('Use the second source');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Use the second source')).toBeVisible();
});

test('restores the focus on Escape, and runs actions from the palette @layout', async ({
  signedIn: page,
}) => {
  await page.goto('/plans');
  const before = page.getByRole('button', { name: 'Search', exact: true });
  await before.focus();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(before).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('dark');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // The switch shows the stored theme.
  await openMenu(page);
  await expect(page.getByRole('button', { name: 'Dark theme' })).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('sign out');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/login');
});

test('lists shortcuts with ?, opens the plans with g p, and ignores both while typing', async ({
  plan,
  signedIn: page,
}) => {
  await page.goto('/plans');
  await page.getByRole('link', { name: /first principle/ }).click();
  await page.waitForURL(`**/plans/${plan.id}`);
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(list.getByText('Complete the step')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();

  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.waitForURL('**/plans');
  const search = page.getByRole('searchbox');
  await search.pressSequentially('g p?');
  await expect(search).toHaveValue('g p?');
  await expect(list).toBeHidden();
});

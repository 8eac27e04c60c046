import { expect, test } from './people';

test('finds a plan, completes a step and searches the log with only the keyboard @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'Twelve principles' });
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  const search = page.getByRole('combobox');
  await expect(search).toBeFocused();
  await page.keyboard.type('first principle');
  await expect(page.getByRole('option', { name: /first principle/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/plans/${plan.id}`);

  const step = page.locator('[data-step="1"]');
  await expect(step).toBeVisible();
  await page.keyboard.press('j');
  await expect(step.locator('[data-step-button]')).toBeFocused();
  await page.keyboard.press('c');
  await expect(step.getByTitle('Completed')).toBeVisible();

  await expect(page.getByRole('searchbox', { name: 'Search the log' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('twelve');
  const rows = page.getByRole('list', { name: 'Log' }).locator('[data-row]');
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText('Twelve principles');
});

test('moves through a page from anywhere, and blocks, skips and opens by letter', async ({
  plan,
  signedIn: page,
}) => {
  await page.goto('/');
  await expect(page.getByRole('region', { name: 'Running' }).getByRole('link').first()).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/plans/${plan.id}`);
  const button = (number: number) => page.locator(`[data-step="${number}"] [data-step-button]`);
  await expect(button(1)).toBeVisible();
  await page.keyboard.press('j');
  await expect(button(1)).toBeFocused();
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: 'Block step 1' });
  await dialog.getByRole('textbox').fill('No network');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-step="1"]').getByTitle('Blocked')).toBeVisible();
  await button(1).focus();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(button(3)).toBeFocused();
  await page.keyboard.press('s');
  await expect(page.locator('[data-step="3"]').getByTitle('Skipped')).toBeVisible();
});

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
  for (let tab = 0; tab < 30; tab += 1) {
    if (await step.locator('[data-step-button]').evaluate((button) => button === document.activeElement))
      break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('c');
  await expect(step.getByTitle('Completed')).toBeVisible();

  await page.keyboard.press('/');
  await page.keyboard.type('twelve');
  const rows = page.getByRole('list', { name: 'Log' }).locator('[data-row]');
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText('Twelve principles');
});

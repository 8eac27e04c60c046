import { databaseUrlOf, insertScale } from '../scripts/scale';
import { expect, signIn, test } from './people';

test('shows ten thousand plans and a hundred thousand log rows', async ({ page, person }) => {
  test.slow();
  const databaseUrl = await databaseUrlOf(process.env.AES_DATA_DIR ?? '.data');
  const { largestPlanId } = await insertScale(databaseUrl, person.userId, { plans: 10_000, logs: 100_000 });
  await signIn(page, person);

  await page.goto('/plans?status=blocked');
  const plans = page.getByRole('row').filter({ has: page.getByRole('link') });
  await expect(plans.first()).toContainText('Blocked');
  await page.goto('/plans?q=Task+4242+of+many');
  await expect(plans).toHaveCount(1);

  await page.goto('/plans?sort=task&order=asc');
  await expect(page.getByRole('heading', { name: 'Plans 10,000' })).toBeVisible();
  await expect(plans.first()).toContainText('Task 1 of many');
  await expect(async () => {
    await page.mouse.wheel(0, 4000);
    await expect(plans.last()).toHaveAttribute('aria-rowindex', /^[2-9]\d\d$/, { timeout: 500 });
  }).toPass();
  expect(await plans.count()).toBeLessThan(80);
  // Heights follow the rows at once, also under reduced motion; otherwise the window jumps back.
  await expect(page.getByRole('table')).toHaveCSS('transition-duration', '0s');
  // A window that stays at the end asks for rows as soon as the rows before have arrived.
  await page.goto('/plans?sort=task&order=asc');
  await expect(plans.first()).toContainText('Task 1 of many');
  await page.evaluate(() => {
    const toEnd = () => window.scrollTo(0, document.documentElement.scrollHeight);
    new MutationObserver(toEnd).observe(document.body, { childList: true, subtree: true });
    toEnd();
  });
  await expect(plans.last()).toHaveAttribute('aria-rowindex', /^[4-9]\d\d$|^\d{4}$/);

  const rows = page.getByRole('list', { name: 'Log' }).locator('[data-row]');
  for (const path of ['/logs', `/plans/${largestPlanId}`]) {
    await page.goto(path);
    await expect(rows.first()).toContainText('Action 100000 of many');
    // Only rows in view are in the document, before and after a long scroll.
    for (let load = 0; load < 3; load += 1) {
      const known = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.getByRole('button', { name: 'Load older actions' }).click();
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollHeight))
        .toBeGreaterThan(known);
    }
    expect(await rows.count()).toBeLessThan(80);
  }

  await page.goto('/logs?q=Action+60000+of+many');
  await expect(rows.first()).toContainText('Action 60000 of many');
  await page.goto('/logs?q=Action+7+of+many');
  // The search continues by itself until it has found a row.
  await expect(rows.first()).toContainText('Action 7 of many', { timeout: 30_000 });
});

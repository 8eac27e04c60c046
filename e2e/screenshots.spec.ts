/** The pictures of the README, taken of the example data: into docs/ with SCREENSHOTS=1, else beside the test results. */
import { join } from 'node:path';
import { expect, test } from './people';

const folder =
  process.env.SCREENSHOTS === '1' ? join('docs', 'screenshots') : join('test-results', 'screenshots');

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the example plans and one of them, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto('/login');
    await page.getByRole('button', { name: /continue as local owner/i }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await page.goto('/plans');
    const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
    await expect(rows.first()).toBeVisible();
    expect(await rows.count()).toBeGreaterThan(8);
    await page.screenshot({ path: join(folder, `plans-${colorScheme}.png`) });

    await rows.filter({ hasText: 'In progress' }).first().getByRole('link').click();
    await page.waitForURL('**/plans/**');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('create_plan')).toBeVisible();
    await page.screenshot({ path: join(folder, `plan-${colorScheme}.png`) });
  });
}

/** The filters of every list are in one line at every size; "Filters" has all of them. */
import { expect, test } from './people';

for (const path of ['/plans', '/tasks', '/logs', '/context'])
  test(`keeps the filters of ${path} in one line, and has all of them in one panel @layout`, async ({
    plan,
    signedIn: page,
  }) => {
    expect(plan.id).toBeTruthy();
    await page.goto(`${path}?q=nothing`);
    const bar = page.getByRole('search');
    await expect(bar.getByRole('button', { name: 'Clear' })).toBeVisible();
    expect((await bar.boundingBox())?.height).toBeLessThan(60);
    const button = bar.getByRole('button', { name: 'Filters' });
    // A wide bar that shows every filter needs no panel.
    if (!(await button.isVisible())) return;
    await button.click();
    const panel = page.getByRole('dialog', { name: 'Filters' });
    await expect(panel).toBeVisible();
    const done = panel.getByRole('button', { name: 'Done' });
    if (!(await done.isVisible())) return;
    // On a phone the panel is a sheet at the lower edge.
    const { width = 0, height = 0 } = page.viewportSize() ?? {};
    const box = await panel.boundingBox();
    expect(box?.width).toBe(width);
    expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBe(height);
    await panel.getByRole('button', { name: 'Clear all' }).click();
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await done.click();
    await expect(panel).toHaveCount(0);
  });

import type { Page } from '@playwright/test';
import { type Api, expect, openTab, test } from './people';

const step = (page: Page, number: number) => page.locator(`[data-step="${number}"]`);
const rows = (page: Page) => page.getByRole('list', { name: 'Log' }).locator('[data-row]');

/** Creates a plan of 60 steps: 30 completed, step 31 failed, step 32 in progress beside it, the others pending. */
async function makeLargePlan(agent: Api, taskId: string): Promise<string> {
  const steps = Array.from({ length: 60 }, (_, index) => ({
    step: index + 1,
    action: 'port',
    description: `Port module ${index + 1}`,
    estimated_duration: 10,
    depends_on: index === 0 ? [] : [index === 31 ? 30 : index],
  }));
  const plan = await agent.make('/plans', { task_id: taskId, plan_type: 'port', steps });
  for (let number = 1; number <= 30; number += 1)
    await agent.make(`/plans/${plan.id}/steps/${number}/complete`);
  await agent.make(`/plans/${plan.id}/steps/31/fail`, { error_message: 'The module does not compile' });
  await agent.make(`/plans/${plan.id}/steps/32/start`);
  return plan.id;
}

test('opens a large plan at its trouble, and keeps what a person chose in the address @layout', async ({
  agent,
  task,
  signedIn: page,
}) => {
  const id = await makeLargePlan(agent, task.id);
  await page.goto(`/plans/${id}`);
  await expect(step(page, 31)).toBeInViewport();
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport();
  await expect(step(page, 5)).toHaveCount(0);
  await page.getByRole('button', { name: '30 completed steps' }).click();
  await expect(step(page, 5)).toBeAttached();

  const switcher = page.getByRole('group', { name: 'Show the steps as' });
  const before = await switcher.boundingBox();
  await page.getByRole('button', { name: '1 Failed' }).click();
  await expect(page.locator('[data-step]')).toHaveCount(1);
  await expect(page).toHaveURL(/state=failed/);
  expect((await switcher.boundingBox())?.x).toBe(before?.x);
  await page.reload();
  await expect(page.locator('[data-step]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Show all' }).click();

  await step(page, 32).locator('[data-step-button]').click();
  await expect(page).toHaveURL(/step=32/);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('start_step');
  await expect(page.getByRole('button', { name: 'Step 32. Show all steps' })).toBeVisible();
  await page.goBack();
  await expect(page).not.toHaveURL(/step=/);
  await expect(rows(page)).not.toHaveCount(1);
  await page.goForward();
  await expect(rows(page)).toHaveCount(1);
  await openTab(page.getByRole('navigation', { name: 'About this plan' }), 'Raw');
  await expect(page).toHaveURL(/step=32.*tab=raw/);
  await expect(page.getByRole('link', { name: 'Raw' })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('link', { name: 'Raw' })).toBeInViewport({ ratio: 1 });
  await page.goto(`/plans/${id}?step=20`);
  await expect(step(page, 20)).toBeInViewport();
});

test('shows the tab of its address first, and keeps the tabs in view @layout', async ({
  agent,
  task,
  signedIn: page,
}) => {
  const id = await makeLargePlan(agent, task.id);
  await page.goto(`/plans/${id}?tab=log`);
  const tabs = page.getByRole('navigation', { name: 'About this plan' });
  await expect(rows(page).first()).toBeInViewport();
  expect((await tabs.boundingBox())?.y).toBeLessThan(280);
  const before = await page.evaluate(() => scrollY);
  const fold = page.getByRole('button', { name: '30 of 60 steps' });
  const isStacked = (page.viewportSize()?.width ?? 0) < 1024;
  await expect(step(page, 31)).toBeVisible({ visible: !isStacked });
  await expect(fold).toBeVisible({ visible: isStacked });
  expect(await page.evaluate(() => scrollY)).toBe(before);

  await page.evaluate(() => scrollTo(0, 400));
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(400);
  await expect(tabs).toBeInViewport({ ratio: 1 });
  await tabs.getByRole('link', { name: 'Transcript' }).click();
  await expect(page.getByRole('list', { name: 'Transcript', exact: true })).toBeInViewport();
  await expect(tabs).toBeInViewport({ ratio: 1 });
  if (!isStacked) return;
  await page.evaluate(() => scrollTo(0, 0));
  await fold.click();
  await expect(step(page, 31)).toBeVisible();
});

test('shows two lines of a long title, and all of it on request @layout', async ({
  agent,
  signedIn: page,
}) => {
  const title = 'Gather the reports of all subsidiaries and check them against the ledger. '.repeat(4).trim();
  const task = await agent.make('/tasks', { title });
  const steps = [{ step: 1, action: 'read', description: 'Read' }];
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'check', steps });
  for (const path of [`/plans/${plan.id}`, `/tasks/${task.id}`]) {
    await page.goto(path);
    const heading = page.getByRole('heading', { level: 1 });
    await expect(page.getByRole('button', { name: 'Whole title' })).toBeVisible();
    expect((await heading.boundingBox())?.height).toBe(56);
    await page.getByRole('button', { name: 'Whole title' }).click();
    await expect.poll(async () => (await heading.boundingBox())?.height).toBeGreaterThan(56);
  }
});

test('goes to the next problem with n, from any place of the page', async ({
  agent,
  task,
  signedIn: page,
}) => {
  const id = await makeLargePlan(agent, task.id);
  await agent.make(`/plans/${id}/steps/32/block`, { error_message: 'No network' });
  await page.goto(`/plans/${id}?state=pending`);
  await expect(step(page, 31)).toHaveCount(0);
  await page.keyboard.press('n');
  await expect(step(page, 31).locator('[data-step-button]')).toBeFocused();
  await page.keyboard.press('n');
  await expect(step(page, 32).locator('[data-step-button]')).toBeFocused();
  await page.keyboard.press('n');
  await expect(step(page, 31).locator('[data-step-button]')).toBeFocused();
  await page.getByRole('searchbox', { name: 'Search the log' }).pressSequentially('n');
  await expect(page.getByRole('searchbox', { name: 'Search the log' })).toBeFocused();
});

test('prints every step, also those that are folded or filtered out', async ({
  agent,
  task,
  signedIn: page,
}) => {
  const id = await makeLargePlan(agent, task.id);
  await page.goto(`/plans/${id}?state=failed`);
  await expect(page.locator('[data-step]')).toHaveCount(1);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('[data-step]')).toHaveCount(60);
  await expect(page.getByText('create_plan')).toBeVisible();
  await page.emulateMedia({ media: 'screen' });
  await expect(page.locator('[data-step]')).toHaveCount(1);
});

/** Who is at work is shown as it is, though heartbeats write nothing that a page could follow. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { type Api, expect, live, test } from './people';

interface Held {
  taskId: string;
  planId: string;
  leaseToken: number;
}

/** A plan whose first step an agent holds. */
async function holdStep(agent: Api, leaseSeconds: number): Promise<Held> {
  const task = await agent.make('/tasks', { title: 'Move the archive' });
  const plan = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'migration',
    steps: [
      { step: 1, action: 'copy', description: 'Copy the files' },
      { step: 2, action: 'verify', description: 'Compare the sums' },
    ],
  });
  const claim = await agent.make('/steps/claim', { plan_id: plan.id, lease_seconds: leaseSeconds });
  return { taskId: task.id, planId: plan.id, leaseToken: claim.lease_token };
}

const stepOf = (page: Page) => page.locator('[data-step="1"]');

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`)).toEqual(
    [],
  );
}

test('a holder is at work, goes quiet, is heard of again, and is lost in the end', async ({
  agent,
  signedIn: page,
}) => {
  test.slow();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { planId, leaseToken } = await holdStep(agent, 20);
  const keepFor = (lease_seconds: number) =>
    agent.make(`/plans/${planId}/steps/1/heartbeat`, { lease_token: leaseToken, lease_seconds });
  await page.goto(`/plans/${planId}`);
  const step = stepOf(page);
  await expect(step).toContainText(/claude is at work · 0:\d\d left/);
  await expect(step).toContainText('claude has gone quiet', { timeout: 20_000 });
  await expect(step.getByTitle('Quiet')).toBeVisible();
  await keepFor(20);
  await expect(step).toContainText('claude is at work');
  await expect(step.getByTitle('In progress')).toBeVisible();
  await keepFor(1);
  await expect(step).toContainText('claude was not heard of in time; whoever claims next takes it over.', {
    timeout: 20_000,
  });
  await expect(step.getByTitle('Lost')).toBeVisible();
  await expect(page.locator('header').getByText('Lost')).toBeVisible();
  await expectAccessible(page);

  const again = await agent.make('/steps/claim', { plan_id: planId });
  expect(again.step.attempt).toBe(2);
  await expect(step).toContainText('claude is at work, attempt 2 of 3');
});

test('what is left of a lease does not depend on the browser’s clock', async ({ agent, signedIn: page }) => {
  const { planId } = await holdStep(agent, 600);
  await page.addInitScript(() => {
    const { now } = Date;
    Date.now = () => now() + 3_600_000;
  });
  await page.goto(`/plans/${planId}`);
  await expect(stepOf(page)).toContainText(/claude is at work · 9:\d\d left/);
});

test('a step is taken away from who holds it, who is told so at the next word', async ({
  agent,
  signedIn: page,
}) => {
  const { planId, leaseToken } = await holdStep(agent, 600);
  await page.goto(`/plans/${planId}`);
  const step = stepOf(page);
  await expect(step).toContainText('claude is at work');
  await step.hover();
  await step.getByRole('button', { name: 'Actions for step 1' }).filter({ visible: true }).click();
  await page.getByRole('menuitem', { name: 'Take away' }).click();
  await expect(step.getByTitle('Pending')).toBeVisible();
  await expect(step).not.toContainText('at work');
  // Until then it is only shown.
  await expect(page.getByText('Taken away in the dashboard')).toBeVisible();
  const refused = await agent.post(`/plans/${planId}/steps/1/complete`, { lease_token: leaseToken });
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'lease_lost' } } });
});

test('a step that failed says when it is tried again', async ({ agent, signedIn: page }) => {
  // The wait is random: one of five is all but surely long enough to be seen.
  const task = await agent.make('/tasks', { title: 'Move the archive' });
  const plan = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'migration',
    steps: [1, 2, 3, 4, 5].map((step) => ({
      step,
      action: 'copy',
      description: `Copy shelf ${step}`,
      depends_on: [],
      max_attempts: 3,
      retry_delay_seconds: 3600,
    })),
  });
  for (const step of [1, 2, 3, 4, 5]) {
    await agent.make(`/plans/${plan.id}/steps/${step}/start`);
    await agent.make(`/plans/${plan.id}/steps/${step}/fail`, { error_message: 'No space left' });
  }
  await page.goto(`/plans/${plan.id}`);
  await expect(page.getByText(/Tried again in [\d:]+, attempt 2 of 3/).first()).toBeVisible();
});

test('the first page and the list tell a plan that is kept from one that is lost', async ({
  agent,
  signedIn: page,
}) => {
  test.slow();
  const { taskId } = await holdStep(agent, 12);
  await page.goto('/');
  const running = page.getByRole('region', { name: 'Running' });
  const needsYou = page.getByRole('region', { name: 'Needs you' });
  await expect(running.getByRole('link', { name: /Move the archive/ })).toContainText('claude');
  await expect(needsYou.getByRole('link', { name: /Move the archive/ })).toContainText(
    'claude was lost at step 1 · Copy the files',
    { timeout: 20_000 },
  );
  await expect(running).toContainText('No agent is at work.');
  await page.goto('/plans');
  const row = page.getByRole('row', { name: /Move the archive/ });
  await expect(row).toContainText('Lost');
  await page.getByRole('search').getByRole('button', { name: 'Status' }).click();
  await expect(page.getByRole('menuitemcheckbox', { name: 'In progress 0' })).toBeVisible();
  await page.getByRole('menuitemcheckbox', { name: 'Lost 1' }).click();
  await expect(page).toHaveURL(/status=lost/);
  await expect(row).toContainText('Lost');
  await page.goto('/plans?status=in_progress');
  await expect(page.getByText(/no plans? match/i)).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search' })).toBeFocused();
  await page.keyboard.type('archive');
  await expect(page.getByRole('group', { name: 'Plans' }).getByRole('option')).toContainText(
    'migration · lost',
  );

  await page.goto('/tasks');
  await expect(page.getByRole('row', { name: /Move the archive/ }).getByTitle('1 plan lost')).toBeVisible();
  await page.goto(`/tasks/${taskId}`);
  await expect(page.getByRole('region', { name: 'Plans' })).toContainText('Lost');
});

test('a plan as it was shows nobody at work', async ({ agent, signedIn: page }) => {
  const { planId } = await holdStep(agent, 600);
  const { body } = await agent.get(`/plans/${planId}`);
  await page.goto(`/plans/${planId}?at=${body.data.last_seq}`);
  await expect(live(page)).toBeVisible();
  await expect(stepOf(page).getByTitle('In progress')).toBeVisible();
  await expect(stepOf(page)).not.toContainText('at work');
});

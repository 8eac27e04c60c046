/** The page shows who holds a lease, though the feed carries no heartbeats. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible';
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

test('shows an agent as working, quiet, working again and lost', async ({ agent, signedIn: page }) => {
  test.slow();
  const { planId, leaseToken } = await holdStep(agent, 20);
  const heartbeat = (lease_seconds: number) =>
    agent.make(`/plans/${planId}/steps/1/heartbeat`, { lease_token: leaseToken, lease_seconds });
  await page.goto(`/plans/${planId}`);
  const step = stepOf(page);
  await expect(step).toContainText(/claude is working · 0:\d\d left/);
  await expect(step).toContainText('claude is quiet', { timeout: 20_000 });
  await expect(step.getByTitle('Quiet')).toBeVisible();
  await heartbeat(20);
  await expect(step).toContainText('claude is working');
  await expect(step.getByTitle('In progress')).toBeVisible();
  await heartbeat(1);
  await expect(step).toContainText('claude lost the lease; the next agent to claim the step takes over.', {
    timeout: 20_000,
  });
  await expect(step.getByTitle('Lost')).toBeVisible();
  await expect(page.locator('header').getByText('Lost')).toBeVisible();
  await expectAccessible(page);

  const again = await agent.make('/steps/claim', { plan_id: planId });
  expect(again.step.attempt).toBe(2);
  await expect(step).toContainText('claude is working, attempt 2 of 3');
});

test('counts a lease down independently of the browser’s clock', async ({ agent, signedIn: page }) => {
  const { planId } = await holdStep(agent, 600);
  await page.addInitScript(() => {
    const { now } = Date;
    Date.now = () => now() + 3_600_000;
  });
  await page.goto(`/plans/${planId}`);
  await expect(stepOf(page)).toContainText(/claude is working · 9:\d\d left/);
});

test('releases a step, and its agent learns of it at the next report', async ({ agent, signedIn: page }) => {
  const { planId, leaseToken } = await holdStep(agent, 600);
  await page.goto(`/plans/${planId}`);
  const step = stepOf(page);
  await expect(step).toContainText('claude is working');
  await step.hover();
  await step.getByRole('button', { name: 'Actions for step 1' }).filter({ visible: true }).click();
  await page.getByRole('menuitem', { name: 'Release' }).click();
  await expect(step.getByTitle('Pending')).toBeVisible();
  await expect(step).not.toContainText('is working');
  // Until then the change is only optimistic.
  await expect(page.getByText('Released in the dashboard')).toBeVisible();
  const refused = await agent.post(`/plans/${planId}/steps/1/complete`, { lease_token: leaseToken });
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'lease_lost' } } });
});

test('shows when a failed step is retried', async ({ agent, signedIn: page }) => {
  // The wait is random; one of five is almost surely long enough to be visible.
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
  await expect(page.getByText(/Retry in [\d:]+, attempt 2 of 3/).first()).toBeVisible();
});

test('distinguishes a held plan from a lost one on the overview and in the list', async ({
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
    'claude lost its lease on step 1 · Copy the files',
    { timeout: 20_000 },
  );
  await expect(running).toContainText('No agent is working.');
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

test('shows no lease in a plan at an earlier time', async ({ agent, signedIn: page }) => {
  const { planId } = await holdStep(agent, 600);
  const { body } = await agent.get(`/plans/${planId}`);
  await page.goto(`/plans/${planId}?at=${body.data.last_seq}`);
  await expect(live(page)).toBeVisible();
  await expect(stepOf(page).getByTitle('In progress')).toBeVisible();
  await expect(stepOf(page)).not.toContainText('is working');
});

for (const minutes of [-10, 10]) {
  test(`shows correct elapsed times and countdowns with a browser clock ${minutes} minutes off`, async ({
    agent,
    signedIn: page,
  }) => {
    await page.addInitScript((off) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + off;
    }, minutes * 60_000);
    const { planId } = await holdStep(agent, 600);
    await page.goto(`/plans/${planId}`);
    await expect(stepOf(page)).toContainText(/claude is working · (9:\d\d|10:00) left/);
    await expect(page.getByText('just now').first()).toBeVisible();
    await expect(page.getByText(/10 min/)).toHaveCount(0);
    await expect(page.getByText(/in \d+ min/)).toHaveCount(0);
  });
}

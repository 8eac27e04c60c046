/** Versions, their restoration, the verification of the log, and the plan at an earlier time. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { verifyLines } from '../scripts/verify-log.mjs';
import { expect, openTab, test } from './people';

const step = (page: Page, number: number) => page.locator(`[data-step="${number}"]`);
const three = [
  { step: 1, action: 'search', description: 'Search literature' },
  { step: 2, action: 'analyze', description: 'Analyze sources' },
  { step: 3, action: 'synthesize', description: 'Synthesize findings' },
];

test('compares the versions of a plan and restores one @layout', async ({ agent, plan, signedIn: page }) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  const { body } = await agent.get(`/plans/${plan.id}`);
  const [first] = body.data.plan_json.steps;
  await agent.make(`/plans/${plan.id}/versions`, {
    steps: [first, { step: 2, action: 'ask', description: 'Ask the librarian' }],
    reason: 'The archive is closed',
  });
  await page.goto(`/plans/${plan.id}`);
  await openTab(page.getByRole('navigation', { name: 'About this plan' }), /^Versions/);
  await expect(page.getByRole('heading', { name: /Version 2, current/ })).toBeVisible();
  await expect(page.getByText('The archive is closed')).toBeVisible();
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expect(comparison.getByText('Ask the librarian')).toBeVisible();
  await expect(comparison.getByText('1 unchanged step')).toBeVisible();
  await comparison.getByLabel('With').selectOption({ label: 'Version 1' });
  await expect(page).toHaveURL(/from=1&to=1/);
  await expect(comparison.getByText('The steps are the same.')).toBeVisible();

  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByRole('heading', { name: /Version 3, current/ })).toBeVisible();
  await expect(page.getByText('Restores version 1')).toBeVisible();
  await expect(step(page, 1).getByTitle('Completed')).toBeVisible();
  await expect(step(page, 3)).toBeVisible();
  expect((await agent.get(`/plans/${plan.id}`)).body.data).toMatchObject({ version: 3, completed_steps: 1 });
});

test('refuses and reports a restoration that would change a step in progress', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await agent.make(`/plans/${plan.id}/versions`, {
    steps: [three[0], { step: 2, action: 'ask', description: 'Ask the librarian' }],
  });
  await agent.make(`/plans/${plan.id}/steps/2/start`);
  await page.goto(`/plans/${plan.id}?tab=versions`);
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByText('Step 2 is in progress: a re-plan may not change or move it.')).toBeVisible();
});

test('shows the plan at an earlier time by keyboard, with its own URL and without actions @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await agent.make(`/plans/${plan.id}/steps/2/block`, { error_message: 'The archive asks for a login' });
  await page.goto(`/plans/${plan.id}`);
  await page.getByRole('link', { name: 'Look back' }).click();
  const slider = page.getByRole('slider', { name: 'Log row' });
  await expect(slider).toHaveAttribute('aria-valuetext', /block on step 2/);
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', /complete_step on step 1/);
  await expect(step(page, 2).getByTitle('Pending')).toBeVisible();
  await expect(step(page, 1).getByTitle('Completed')).toBeVisible();
  await page.keyboard.press('Home');
  await expect(step(page, 1).getByTitle('Pending')).toBeVisible();
  await expect(page.getByText('0/3 steps')).toBeVisible();
  // The log ends at the same row.
  await expect(page.getByRole('list', { name: 'Log' }).locator('[data-row]')).toHaveText([/create_plan/]);
  await step(page, 1).hover();
  await expect(page.getByRole('button', { name: 'Complete step 1' })).toHaveCount(0);

  await page.reload();
  await expect(page.getByText('0/3 steps')).toBeVisible();
  await page.getByRole('button', { name: 'One row later' }).click();
  await expect(slider).toHaveAttribute('aria-valuetext', /start_step on step 1/);
  await page.getByRole('button', { name: 'One row later' }).click();
  await expect(page.getByText('1/3 steps')).toBeVisible();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page).not.toHaveURL(/at=/);
  await expect(step(page, 2).getByText('The archive asks for a login')).toBeVisible();
  await page.goto(`/plans/${plan.id}?at=1`);
  await expect(page.getByText('1/3 steps')).toBeVisible();
});

test('verifies the log on its page, and exports it for an offline check', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await page.goto(`/plans/${plan.id}`);
  await expect(page.getByText('Log verified')).toBeVisible();
  await expect(page.getByText('3 rows, none changed, none missing')).toBeVisible();
  await agent.make(`/plans/${plan.id}/logs`, {
    action_type: 'note',
    description: 'A row that arrives later',
  });
  await expect(page.getByText('4 rows, none changed, none missing')).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  expect(await verifyLines(lines)).toMatchObject({ is_valid: true, rows: 4 });
});

test('reports a broken log with its first broken row', async ({ agent, plan, signedIn: page }) => {
  const { last_seq } = (await agent.get(`/plans/${plan.id}`)).body.data;
  const verdict = {
    is_valid: false,
    rows: 1,
    broken_seq: last_seq,
    broken_id: null,
    reason: 'The row was changed after it was written.',
  };
  await page.route('**/verification', (route) => route.fulfill({ json: { data: verdict } }));
  await page.goto(`/plans/${plan.id}`);
  await expect(page.getByRole('link', { name: `Log broken at row ${last_seq}` })).toBeVisible();
  await expect(page.getByText('The row was changed after it was written.')).toBeVisible();
});

test('asks again for approval of a changed step, and shows only the changes', async ({
  agent,
  person,
  signedIn: page,
  task,
}) => {
  const plan = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'release',
    steps: three.map((one) => (one.step === 2 ? { ...one, requires_approval: true } : one)),
  });
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await person.service.approveStep(plan.id, 2);
  await agent.patch(`/plans/${plan.id}/steps/2`, { description: 'Analyze sources that nobody has seen' });
  await page.goto(`/plans/${plan.id}`);
  await expect(step(page, 2).getByText('Changed since it was approved')).toBeVisible();
  await step(page, 2).locator('[data-step-button]').click();
  await expect(
    page.getByRole('heading', { name: new RegExp(`Changed since ${person.email} approved it`) }),
  ).toBeVisible();
  await expect(step(page, 2).getByText('Analyze sources', { exact: true })).toBeVisible();
  await step(page, 2).hover();
  await page.getByRole('button', { name: 'Approve step 2' }).first().click();
  await expect(step(page, 2).getByText('Changed since it was approved')).toHaveCount(0);
  await expect
    .poll(async () => (await agent.get(`/plans/${plan.id}/steps/2`)).body.data.status)
    .toBe('pending');
});

test('refuses and reports a decision on a step that changed in the meantime', async ({
  agent,
  signedIn: page,
  task,
}) => {
  const plan = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'release',
    steps: [{ ...three[0], requires_approval: true }],
  });
  // The page does not learn of it in time.
  await page.route('**/api/v1/events*', (route) => route.fulfill({ status: 204 }));
  await page.goto(`/plans/${plan.id}`);
  await expect(step(page, 1)).toBeVisible();
  await agent.patch(`/plans/${plan.id}/steps/1`, { description: 'Search everything' });
  await step(page, 1).hover();
  await page.getByRole('button', { name: 'Approve step 1' }).first().click();
  await expect(
    page.getByText('Step 1, or a step before it, has changed since you read it', { exact: false }),
  ).toBeVisible();
  expect((await agent.get(`/plans/${plan.id}/steps/1`)).body.data.status).toBe('awaiting_approval');
});

test('links a sub-plan and its step to each other, and shows a lost agent there', async ({
  agent,
  plan,
  signedIn: page,
  task,
}) => {
  const sub = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'reading',
    steps: three.slice(0, 1),
    parent_plan_id: plan.id,
    parent_step_number: 1,
  });
  await agent.make('/steps/claim', { plan_id: sub.id, lease_seconds: 2 });
  await page.goto(`/plans/${plan.id}`);
  await expect(step(page, 1)).toContainText('Lost');
  await page.getByRole('button', { name: 'Steps of Sub-plan: reading' }).click();
  await expect(step(page, 1).getByRole('list').getByTitle('In progress')).toBeVisible();
  await page.getByRole('link', { name: 'Sub-plan: reading' }).click();
  await expect(page).toHaveURL(new RegExp(sub.id));
  await expect(page.getByText('Carries out step 1 of')).toBeVisible();
  await agent.make(`/plans/${sub.id}/steps/1/complete`);
  await page.getByRole('link', { name: new RegExp(`${task.title} \\(`) }).click();
  await expect(step(page, 1).getByTitle('Completed').first()).toBeVisible();
});

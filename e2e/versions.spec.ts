/** Versions, the way back, the proof of the log and the plan as it was, as a person uses them. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { verifyLines } from '../scripts/verify-log.mjs';
import { expect, test } from './people';

const step = (page: Page, number: number) => page.locator(`[data-step="${number}"]`);
const three = [
  { step: 1, action: 'search', description: 'Search literature' },
  { step: 2, action: 'analyze', description: 'Analyze sources' },
  { step: 3, action: 'synthesize', description: 'Synthesize findings' },
];

test('a person compares the versions of a plan and goes back to one', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  const { body } = await agent.get(`/plans/${plan.id}`);
  const [first] = body.data.plan_json.steps;
  await agent.make(`/plans/${plan.id}/versions`, {
    steps: [first, { step: 2, action: 'ask', description: 'Ask the librarian' }],
    reason: 'The archive is closed',
  });
  await page.goto(`/plans/${plan.id}`);
  await page.getByRole('link', { name: /^Versions/ }).click();
  await expect(page.getByRole('heading', { name: /Version 2, current/ })).toBeVisible();
  await expect(page.getByText('The archive is closed')).toBeVisible();
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expect(comparison.getByText('Ask the librarian')).toBeVisible();
  await expect(comparison.getByText('1 unchanged step')).toBeVisible();
  await comparison.getByLabel('With').selectOption({ label: 'Version 1' });
  await expect(page).toHaveURL(/from=1&to=1/);
  await expect(comparison.getByText('The steps are the same.')).toBeVisible();

  await page.getByRole('button', { name: 'Go back to version 1' }).click();
  await page.getByRole('button', { name: 'Go back', exact: true }).click();
  await expect(page.getByRole('heading', { name: /Version 3, current/ })).toBeVisible();
  await expect(page.getByText('Goes back to version 1')).toBeVisible();
  await expect(step(page, 1).getByTitle('Completed')).toBeVisible();
  await expect(step(page, 3)).toBeVisible();
  expect((await agent.get(`/plans/${plan.id}`)).body.data).toMatchObject({ version: 3, completed_steps: 1 });
});

test('going back that would change a step in progress is refused and said', async ({
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
  await page.getByRole('button', { name: 'Go back to version 1' }).click();
  await page.getByRole('button', { name: 'Go back', exact: true }).click();
  await expect(
    page.getByText('Step 2 is in progress: a re-plan must leave it as it is, at its place.'),
  ).toBeVisible();
});

test('the plan is shown as it was: by keyboard, with an address of its own, and with nothing to press', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await agent.make(`/plans/${plan.id}/steps/2/block`, { error_message: 'The archive asks for a login' });
  await page.goto(`/plans/${plan.id}`);
  await page.getByRole('link', { name: 'Look back' }).click();
  const slider = page.getByRole('slider', { name: 'Moment' });
  await expect(slider).toHaveAttribute('aria-valuetext', /block on step 2/);
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', /complete_step on step 1/);
  await expect(step(page, 2).getByTitle('Pending')).toBeVisible();
  await expect(step(page, 1).getByTitle('Completed')).toBeVisible();
  await page.keyboard.press('Home');
  await expect(step(page, 1).getByTitle('Pending')).toBeVisible();
  await expect(page.getByText('0/3 steps')).toBeVisible();
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

test('the log is verified when one looks at it, and taken along to be checked elsewhere', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await page.goto(`/plans/${plan.id}`);
  await expect(page.getByText('Log verified')).toBeVisible();
  await expect(page.getByText('3 rows, none changed, none missing')).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  expect(await verifyLines(lines)).toMatchObject({ is_valid: true, rows: 3 });
});

test('a broken log is said, with the first row at fault', async ({ agent, plan, signedIn: page }) => {
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

test('a step that changed after its approval asks again, and shows only what changed', async ({
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

test('a decision about what was changed meanwhile is refused and said', async ({
  agent,
  signedIn: page,
  task,
}) => {
  const plan = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'release',
    steps: [{ ...three[0], requires_approval: true }],
  });
  // The page is not told in time.
  await page.route('**/api/v1/events*', (route) => route.fulfill({ status: 204 }));
  await page.goto(`/plans/${plan.id}`);
  await expect(step(page, 1)).toBeVisible();
  await agent.patch(`/plans/${plan.id}/steps/1`, { description: 'Search everything' });
  await step(page, 1).hover();
  await page.getByRole('button', { name: 'Approve step 1' }).first().click();
  await expect(page.getByText('Step 1 is not what it was when you decided', { exact: false })).toBeVisible();
  expect((await agent.get(`/plans/${plan.id}/steps/1`)).body.data.status).toBe('awaiting_approval');
});

test('a sub-plan and the step it does lead to each other, and it is told there when its agent is lost', async ({
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
  await page.getByRole('link', { name: 'Sub-plan: reading' }).click();
  await expect(page).toHaveURL(new RegExp(sub.id));
  await expect(page.getByText('Does step 1 of')).toBeVisible();
  await agent.make(`/plans/${sub.id}/steps/1/complete`);
  await page.getByRole('link', { name: new RegExp(`${task.title} \\(`) }).click();
  await expect(step(page, 1).getByTitle('Completed').first()).toBeVisible();
});

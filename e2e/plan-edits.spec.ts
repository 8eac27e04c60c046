import type { Page } from '@playwright/test';
import { expect, openTab, test } from './people';

const step = (page: Page, number: number) => page.locator(`[data-step="${number}"]`);

async function choose(page: Page, number: number, entry: string): Promise<void> {
  await step(page, number).hover();
  await step(page, number)
    .getByRole('button', { name: `Actions for step ${number}` })
    .first()
    .click();
  await page.getByRole('menuitem', { name: entry }).click();
}

test('blocks a step with a reason that the agent reads', async ({ agent, plan, signedIn: page }) => {
  await page.goto(`/plans/${plan.id}`);
  await choose(page, 1, 'Block…');
  await page.getByLabel('Reason for the block').fill('The archive asks for a login');
  await page.getByRole('button', { name: 'Block step' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(step(page, 1).getByText('The archive asks for a login')).toBeVisible();
  const { body } = await agent.get(`/plans/${plan.id}`);
  expect(body.data).toMatchObject({ status: 'blocked' });
  expect(body.data.steps[0]).toMatchObject({
    status: 'blocked',
    error_message: 'The archive asks for a login',
  });
});

test('rejects a step with a reason, and approves one with a comment', async ({
  agent,
  task,
  signedIn: page,
}) => {
  const gated = { action: 'deploy', requires_approval: true };
  const plan = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'release',
    steps: [
      { ...gated, step: 1, description: 'Deploy the shop', depends_on: [] },
      { ...gated, step: 2, description: 'Deploy the blog', depends_on: [] },
    ],
  });
  await page.goto(`/plans/${plan.id}`);
  await choose(page, 1, 'Reject…');
  const dialog = page.getByRole('dialog', { name: 'Reject step 1' });
  await expect(dialog.getByLabel('Reason')).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Reason').fill('It is Friday');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(step(page, 1).getByText('It is Friday')).toBeVisible();
  await choose(page, 2, 'Approve with a comment…');
  await page.getByLabel('Comment').fill('Only after lunch');
  await page.getByRole('button', { name: 'Approve step', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const { body } = await agent.get(`/plans/${plan.id}/logs`);
  expect(body.data.map((row: { description: string }) => row.description)).toEqual(
    expect.arrayContaining(['It is Friday', 'Only after lunch']),
  );
});

test('edits, adds and reorders open steps, and records it in the history @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await page.goto(`/plans/${plan.id}`);
  await choose(page, 2, 'Edit…');
  await page.getByLabel('Description').fill('Analyze twelve sources');
  await page.getByLabel('Estimate').fill('soon');
  await page.getByRole('button', { name: 'Save step' }).click();
  await expect(page.getByText('The estimate is not a number of minutes.')).toBeVisible();
  await page.getByLabel('Estimate').fill('90');
  await page.getByRole('button', { name: 'Save step' }).click();
  await expect(step(page, 2)).toContainText('Analyze twelve sources');
  await expect(step(page, 2)).toContainText('1 h 30 min est.');

  await page.getByRole('button', { name: 'Add step' }).click();
  await page.getByLabel('Description').fill('Send it to the reviewers');
  await page.getByRole('textbox', { name: 'Action' }).fill('deliver');
  await page.getByRole('dialog').getByRole('button', { name: 'Add step' }).click();
  await expect(step(page, 4)).toContainText('Send it to the reviewers');

  await choose(page, 4, 'Move up');
  await expect(step(page, 3)).toContainText('Send it to the reviewers');
  await expect(step(page, 4)).toContainText('Synthesize findings');

  await page.getByRole('button', { name: 'Edit reasoning' }).click();
  await page.getByRole('textbox', { name: 'Reasoning' }).fill('Fewer sources, read twice');
  await page.getByRole('button', { name: 'Save reasoning' }).click();
  await expect(page.getByText('Fewer sources, read twice').first()).toBeVisible();

  await openTab(page.getByRole('navigation', { name: 'About this plan' }), 'History');
  for (const change of ['changed step 2', 'added step 4', 'put the steps that can move']) {
    await expect(page.getByRole('main').getByText(change)).toBeVisible();
  }
  const { body } = await agent.get(`/plans/${plan.id}`);
  expect(body.data).toMatchObject({ total_steps: 4, estimated_duration: 120 });
  expect((await agent.get(`/plans/${plan.id}/verification`)).body.data.is_valid).toBe(true);
});

test('keeps typed text after a refused edit', async ({ agent, plan, signedIn: page }) => {
  await page.goto(`/plans/${plan.id}`);
  await choose(page, 2, 'Edit…');
  await page.getByLabel('Description').fill('Too late');
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await agent.make(`/plans/${plan.id}/steps/2/start`);
  await page.getByRole('button', { name: 'Save step' }).click();
  await expect(page.getByText('Step 2 is in_progress: only a pending step can be edited.')).toBeVisible();
  await expect(page.getByLabel('Description')).toHaveValue('Too late');
});

test('copies a plan as Markdown', async ({ context, plan, signedIn: page, task }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`/plans/${plan.id}`);
  await page.getByRole('button', { name: 'More actions for this plan' }).click();
  await page.getByRole('menuitem', { name: 'Copy as Markdown' }).click();
  await expect(page.getByText('Copied the plan as Markdown')).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain(`# ${task.title}`);
  expect(text).toContain('1. [ ] Search literature (search, in progress');
});

test('edits over HTTP', async ({ agent, plan, request, person }) => {
  const edited = await agent.patch(`/plans/${plan.id}/steps/2`, { estimated_duration: null });
  expect(edited).toMatchObject({ status: 200, body: { data: { estimated_duration: null } } });
  const added = await agent.post(`/plans/${plan.id}/steps`, {
    action: 'x',
    description: 'y',
    depends_on: [1],
  });
  expect(added).toMatchObject({ status: 201, body: { data: { step_number: 4, depends_on: [1] } } });
  const order = await request.put(`/api/v1/plans/${plan.id}/steps/order`, {
    headers: { Authorization: `Bearer ${person.accessToken}` },
    data: { step_order: [4, 3, 2] },
  });
  expect(order.status()).toBe(200);
  expect((await agent.patch(`/plans/${plan.id}/steps/1`, { description: 'z' })).status).toBe(409);
  expect((await agent.patch(`/plans/${plan.id}/steps/2`, { status: 'completed' })).status).toBe(422);
  expect((await agent.post(`/plans/${plan.id}/steps`, { action: 'x' })).status).toBe(422);
});

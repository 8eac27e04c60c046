import type { Page } from '@playwright/test';
import { createPerson, expect, openTab, signIn, test } from './people';

const step = (page: Page, number: number) => page.locator(`[data-step="${number}"]`);

test('completes a step of an agent’s plan, and shows the log row before and after a reload @layout', async ({
  agent,
  plan,
  signedIn: page,
  person,
  task,
}) => {
  await page.goto('/plans');
  await page.getByRole('link', { name: new RegExp(task.title) }).click();
  await expect(page.getByRole('heading', { name: task.title })).toBeVisible();
  await expect(page.getByText('Research first-principles thinking methodology')).toBeVisible();

  await step(page, 1).hover();
  await page.getByRole('button', { name: 'Complete step 1' }).first().click();
  await expect(step(page, 1).getByTitle('Completed')).toBeVisible();
  await expect(page.getByText('1/3 steps')).toBeVisible();
  const row = page.getByRole('listitem').filter({ hasText: 'complete_step' });
  await expect(row).toHaveCount(1);

  await page.reload();
  await expect(step(page, 1).getByTitle('Completed')).toBeVisible();
  await expect(row).toHaveCount(1);

  const { body } = await agent.get(`/plans/${plan.id}/logs?action_type=complete_step`);
  expect(body.data).toMatchObject([{ step_number: 1, actor_type: 'user', actor: person.email }]);
});

test('rolls back a completion that the server refuses, and reports it', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  // The page does not learn of it in time.
  await page.route('**/api/v1/events*', (route) => route.fulfill({ status: 204 }));
  await page.goto(`/plans/${plan.id}`);
  await expect(step(page, 1)).toBeVisible();
  await agent.patch(`/plans/${plan.id}`, { status: 'cancelled' });
  await step(page, 1).hover();
  await page.getByRole('button', { name: 'Complete step 1' }).first().click();
  await expect(
    page.getByText('The plan is cancelled: complete_step is not possible on step 1.'),
  ).toBeVisible();
  await expect(step(page, 1).getByTitle('Completed')).toHaveCount(0);
  expect((await agent.get(`/plans/${plan.id}`)).body.data.completed_steps).toBe(0);
});

test('moves through the steps and completes them with only the keyboard', async ({
  plan,
  signedIn: page,
}) => {
  await page.goto(`/plans/${plan.id}`);
  await step(page, 1).locator('[data-step-button]').focus();
  await page.keyboard.press('c');
  await expect(step(page, 1).getByTitle('Completed')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('c');
  await expect(page.getByText('2/3 steps')).toBeVisible();
});

test('undoes a move from its toast, and with the keyboard', async ({ agent, plan, signedIn: page }) => {
  const before = (await agent.get(`/plans/${plan.id}/steps/1`)).body.data;
  await page.goto(`/plans/${plan.id}`);
  await step(page, 1).locator('[data-step-button]').focus();
  await page.keyboard.press('c');
  await expect(page.getByText('Completed step 1', { exact: true })).toBeVisible();
  await page.keyboard.press('z');
  await expect(page.getByText('Step 1 is as before')).toBeVisible();
  await expect(step(page, 1).getByTitle('In progress')).toBeVisible();
  const after = (await agent.get(`/plans/${plan.id}/steps/1`)).body.data;
  expect({ ...after, updated_at: before.updated_at }).toEqual(before);

  await step(page, 1).hover();
  await step(page, 1).getByRole('button', { name: 'Actions for step 1' }).first().click();
  await page.getByRole('menuitem', { name: 'Block…' }).click();
  await page.getByLabel('Reason for the block').fill('The archive asks for a login');
  await page.getByRole('button', { name: 'Block step' }).click();
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Blocked step 1' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(step(page, 1).getByTitle('In progress')).toBeVisible();
  await expect(step(page, 1).getByText('The archive asks for a login')).toHaveCount(0);

  await step(page, 1).locator('[data-step-button]').focus();
  await page.keyboard.press('c');
  const toast = page.getByRole('listitem').filter({ hasText: 'Completed step 1' });
  await expect(toast).toBeVisible();
  await agent.make(`/plans/${plan.id}/steps/2/start`);
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('step 2, which depends on it, has moved since')).toBeVisible();
  await expect(step(page, 1).getByTitle('Completed')).toBeVisible();
});

test('shows blocked, skipped and reopened steps', async ({ agent, plan, signedIn: page }) => {
  await agent.make(`/plans/${plan.id}/steps/1/block`, { error_message: 'The archive asks for a login' });
  await page.goto(`/plans/${plan.id}`);
  await expect(step(page, 1).getByText('The archive asks for a login')).toBeVisible();
  await expect(
    page.getByRole('banner').or(page.locator('header')).getByText('Blocked').first(),
  ).toBeVisible();

  await step(page, 1).hover();
  await step(page, 1).getByRole('button', { name: 'Actions for step 1' }).first().click();
  await page.getByRole('menuitem', { name: /Skip/ }).click();
  await expect(step(page, 1).getByTitle('Skipped')).toBeVisible();
});

test('pauses a plan, and resumes it from the toast', async ({ agent, plan, signedIn: page }) => {
  await page.goto(`/plans/${plan.id}`);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
  await expect.poll(async () => (await agent.get(`/plans/${plan.id}`)).body.data.status).toBe('paused');
  await expect(page.getByText('Paused the plan')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect(page.getByText('Resumed the plan')).toBeVisible();
  // The page shows the change at once; the server has it a moment later.
  await expect.poll(async () => (await agent.get(`/plans/${plan.id}`)).body.data.status).toBe('in_progress');
});

test('opens a log row with its changes, and shows tabs for context and subtasks @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/logs`, {
    action_type: 'edit_file',
    step_number: 1,
    description: 'Tidy the notes',
    before_state: { title: 'Draft', pages: 3 },
    after_state: { title: 'Final', pages: 3 },
    agent_confidence: 0.5,
  });
  await agent.make('/context', {
    plan_id: plan.id,
    context_type: 'research',
    context_key: 'key_findings',
    context_value: 'Question assumptions',
  });
  await agent.make(`/plans/${plan.id}/subtasks`);

  await page.goto(`/plans/${plan.id}`);
  await page.getByRole('button', { name: /Tidy the notes/ }).click();
  await expect(page.getByText('Draft')).toBeVisible();
  await expect(page.getByText('Final')).toBeVisible();

  const tabs = page.getByRole('navigation', { name: 'About this plan' });
  await openTab(tabs, /^Context/);
  await expect(page.getByText('Question assumptions')).toBeVisible();
  await openTab(tabs, /^Subtasks/);
  await expect(page.getByText('Analyze sources')).toHaveCount(2);
  await openTab(tabs, 'Raw');
  await expect(page.getByText('"plan_json"')).toBeVisible();
});

test('keeps long output, ANSI codes, diffs and an endless line inside the page on a phone', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  const outputs = {
    ansi: '\u001b[31mFAILED\u001b[0m tests/test_x.py::test_y\n\u001b[1;32m3 passed\u001b[0m',
    diff: 'diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n-old = 1\n+new = 2\n same = 3',
    line: 'x'.repeat(20_000),
    many: Array.from({ length: 5000 }, (_, i) => `line ${i}`).join('\n'),
  };
  for (const [name, output] of Object.entries(outputs)) {
    await agent.make(`/plans/${plan.id}/logs`, {
      action_type: 'tool_call',
      step_number: 1,
      description: `Ran ${name} ${'word'.repeat(200)}`,
      after_state: { output, returncode: 0 },
    });
  }
  await page.setViewportSize({ width: 380, height: 800 });
  await page.goto(`/plans/${plan.id}`);
  for (const name of Object.keys(outputs))
    await page.getByRole('button', { name: new RegExp(`Ran ${name}`) }).click();
  await expect(page.getByText('FAILED', { exact: false }).first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
  expect(await page.locator('main').innerText()).not.toContain('\u001b');
});

test('shows the same page for another person’s plan and an unknown one', async ({ plan, page }) => {
  await signIn(page, await createPerson());
  for (const id of [plan.id, '00000000-0000-4000-8000-000000000000', 'not-a-uuid']) {
    await page.goto(`/plans/${id}`);
    await expect(page.getByRole('heading', { name: 'Plan not found' })).toBeVisible();
  }
});

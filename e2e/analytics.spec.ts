import { readFile } from 'node:fs/promises';
import { createPerson, expect, signIn, test } from './people';

test('explains an empty page', async ({ signedIn: page }) => {
  await page.goto('/analytics');
  await expect(page.getByRole('heading', { name: 'No activity in this range' })).toBeVisible();
  await expect(page.getByText('agent_confidence')).toBeVisible();
});

test('shows a completed step and a block in every chart, table and file @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`, { agent_confidence: 0.8 });
  await agent.make(`/plans/${plan.id}/steps/2/block`, { error_message: 'The archive asks for a login' });
  await page.goto('/analytics?days=7');
  const card = (name: string) => page.getByRole('region', { name, exact: true });

  await expect(card('Steps over time').getByText('1 step completed')).toBeVisible();
  await expect(
    card('Steps over time').getByRole('img').locator('.recharts-bar-rectangle path'),
  ).not.toHaveCount(0);
  await expect(card('Where plans block').getByText('The archive asks for a login')).toBeVisible();
  await expect(card('Confidence calibration').getByText('Brier score 0.04')).toBeVisible();
  await expect(card('Cycle time').getByText('No plan was completed in this range.')).toBeVisible();

  const agents = card('Agents compared');
  await agents.getByRole('button', { name: 'Table' }).click();
  await expect(agents.getByRole('row', { name: /claude 1 0 1 0 50 %/ })).toBeVisible();

  const blocks = card('Where plans block');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    blocks.getByRole('button', { name: 'Download Where plans block as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('where-plans-block.csv');
  const csv = await readFile(await download.path(), 'utf8');
  expect(csv).toContain('research,analyze,The archive asks for a login,1,');
});

test('shows cost, and a click on a bar opens exactly what it counts', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  const usage = { model: 'claude-sonnet-4-5', input_tokens: 1_000_000, output_tokens: 10_000 };
  await agent.make(`/plans/${plan.id}/steps/1/complete`, {
    metadata: { usage: { ...usage, cost_usd: 3.15 } },
  });
  await agent.make('/logs', {
    plan_id: plan.id,
    action_type: 'note',
    description: 'Asked a model',
    metadata: { usage: { model: 'unpriced', input_tokens: 4200 } },
  });
  await page.goto(`/plans/${plan.id}?tab=transcript`);
  const note = page.getByRole('article').filter({ hasText: 'Asked a model' });
  await expect(note).toContainText('4,200 tok · unknown');
  await page.goto('/analytics?days=7');
  const figures = page.getByRole('region', { name: 'Key figures' });
  await expect(figures).toContainText('$3.15');
  await expect(figures).toContainText('1 M');
  const card = (name: string) => page.getByRole('region', { name, exact: true });
  await card('Cost over time').getByRole('button', { name: 'Table' }).click();
  await expect(card('Cost over time').getByRole('row', { name: /claude-sonnet-4-5/ })).toContainText('$3.15');

  await card('Steps over time').locator('.recharts-bar-rectangle path').first().click();
  await expect(page).toHaveURL(/\/analytics\/steps\?.*status=completed/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('1 step completed on');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.goBack();

  await card('Agents compared').getByRole('link', { name: 'claude' }).click();
  await expect(page).toHaveURL(/\/analytics\/attempts\?.*actor=claude/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('1 attempt ended');
  await page.getByRole('link', { name: /^1\. / }).click();
  await expect(page).toHaveURL(/\/plans\/.*step=1/);
  await page.goBack();
  await page.goBack();

  await card('Cost over time').getByRole('button', { name: 'Table' }).click();
  await card('Cost over time')
    .getByRole('row', { name: /claude-sonnet-4-5/ })
    .getByRole('link', { name: '1' })
    .click();
  await expect(page).toHaveURL(/\/plans\?.*model=claude-sonnet-4-5/);
  await expect(page.getByRole('heading', { name: 'Plans 1', exact: true })).toBeVisible();
  await page.getByRole('button', { name: /Remove the filter: Calls of claude-sonnet-4-5/ }).click();
  await expect(page).not.toHaveURL(/model=/);
});

test('stores range, grouping and type in the URL @layout', async ({ agent, plan, signedIn: page }) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await page.goto('/analytics');
  await page.getByRole('button', { name: '90 days' }).click();
  const byMonth = page.getByRole('button', { name: 'By month' });
  // A phone has the grouping in its sheet of filters.
  const isPhone = !(await byMonth.isVisible());
  if (isPhone) await page.getByRole('button', { name: 'Filters' }).click();
  await byMonth.click();
  if (isPhone) await page.getByRole('button', { name: 'Done' }).click();
  await expect(page).toHaveURL(/days=90/);
  await expect(page).toHaveURL(/group=month/);
  await expect(page.getByText('by the month in which they ended')).toBeVisible();

  await page.getByRole('button', { name: /^Days:/ }).click();
  await page.getByLabel('From', { exact: true }).fill('2020-01-01');
  await expect(page).toHaveURL(/from=2020-01-01/);
  await page.getByLabel('To', { exact: true }).fill('2020-02-01');
  await expect(page.getByRole('heading', { name: 'No activity in this range' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '7 days' }).click();
  await expect(page).not.toHaveURL(/from=/);
  await expect(page.getByText('1 step completed')).toBeVisible();

  await page.goto('/analytics?type=unknown');
  await expect(
    page.getByRole('heading', { name: 'No activity matches these filters in this range' }),
  ).toBeVisible();
});

test('omits the work of other people', async ({ agent, plan, page }) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await signIn(page, await createPerson());
  await page.goto('/analytics');
  await expect(page.getByRole('heading', { name: 'No activity in this range' })).toBeVisible();
});

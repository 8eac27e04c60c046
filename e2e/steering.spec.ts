import { expect, test } from './people';

test('a message reaches the agent with its next report, and the page shows when', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await page.goto(`/plans/${plan.id}?tab=steering`);
  await expect(page.getByText('No messages yet')).toBeVisible();
  await page.getByLabel('Message to the agent').fill('Leave out the papers from before 2020');
  await page.getByRole('button', { name: 'Send' }).click();
  const messages = page.getByRole('list', { name: 'Messages to the agent' });
  await expect(messages.getByText('Leave out the papers from before 2020')).toBeVisible();
  await expect(messages.getByText('Not delivered yet')).toBeVisible();
  await expect(page.getByLabel('Message to the agent')).toHaveValue('');
  const { body } = await agent.post(`/plans/${plan.id}/steps/1/start`, {});
  expect(body.data.messages).toMatchObject([{ body: 'Leave out the papers from before 2020' }]);
  await expect(messages.getByText(/^Delivered to /)).toBeVisible();
});

test('a pause asks the agent to stop, also at 390 pixels @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.post(`/plans/${plan.id}/steps/1/start`, {});
  await page.goto(`/plans/${plan.id}?tab=steering`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Stop now, and begin nothing new.')).toBeVisible();
  const { body } = await agent.post(`/plans/${plan.id}/steps/1/complete`, {});
  expect(body.data.messages).toMatchObject([{ kind: 'pause' }]);
  await expect(page.getByText(/^Delivered to /)).toBeVisible();
});

test('a budget is set on the page, pauses the plan at its limit, and is raised', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await page.goto(`/plans/${plan.id}?tab=steering`);
  await page.getByLabel('USD').fill('much');
  await page.getByRole('button', { name: 'Set budget' }).click();
  await expect(page.getByText('The amount in USD is not a number.')).toBeVisible();
  await page.getByLabel('USD').fill('1.00');
  await page.getByRole('button', { name: 'Set budget' }).click();
  const budgets = page.getByRole('list', { name: 'Budgets' });
  await expect(budgets).toContainText('$0.00 of $1.00');
  const usage = [{ usage_key: 'call-1', model: 'claude-sonnet-4-5', cost_usd: 1.5 }];
  await agent.post(`/plans/${plan.id}/usage`, { usage });
  await expect(budgets).toContainText('$1.50 of $1.00');
  await expect(page.getByText(/^The budget is spent: \$1\.50 of \$1\.00/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('Raise or remove the budget, then resume the plan.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Remove the budget of This plan' }).click();
  await expect(budgets).toHaveCount(0);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
});

test('the budget of a key is set in the settings, and memory is turned off there', async ({
  agent,
  signedIn: page,
}) => {
  await agent.get('/tasks');
  await page.goto('/settings/agents');
  const section = page.getByRole('region', { name: 'Budgets of keys' });
  await section.getByLabel('Tokens').fill('500,000');
  await section.getByRole('button', { name: 'Set budget' }).click();
  await expect(section.getByText('0 of 500,000 tokens')).toBeVisible();
  await page.goto('/settings/capture');
  await page.getByRole('region', { name: 'Memory' }).getByLabel('Project folder').fill('/srv/secret');
  await page.getByRole('button', { name: 'Turn memory off' }).click();
  const projects = page.getByRole('list', { name: 'Projects with a setting for memory' });
  await expect(projects).toContainText('Off/srv/secret');
  await projects.getByRole('button', { name: 'Turn on' }).click();
  await expect(projects).toContainText('On/srv/secret');
});

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

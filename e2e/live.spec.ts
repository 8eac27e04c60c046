import { createPerson, expect, live, signIn, test } from './people';

test('shows the changes of an agent in two open browsers, without moving them', async ({
  agent,
  browser,
  person,
  plan,
  signedIn: page,
  task,
}) => {
  const other = await browser.newPage();
  await signIn(other, person);
  await Promise.all([page.goto(`/plans/${plan.id}`), other.goto('/plans')]);
  await expect(live(page)).toBeVisible();
  await expect(live(other)).toBeVisible();

  // An open step stays open and keeps the focus.
  await page.locator('[data-step="2"] [data-step-button]').click();
  await expect(page.getByText('analyze', { exact: true })).toBeVisible();
  await agent.make(`/plans/${plan.id}/steps/1/complete`, { description: 'Found 12 papers' });
  await expect(page.locator('[data-step="1"]').getByTitle('Completed')).toBeVisible();
  await expect(page.getByText('Found 12 papers')).toBeVisible();
  await expect(page.getByText('analyze', { exact: true })).toBeVisible();
  await expect(page.locator('[data-step="2"] [data-step-button]')).toBeFocused();
  await expect(other.getByRole('row', { name: new RegExp(task.title) })).toContainText('1/3');

  await agent.make(`/plans/${plan.id}/steps/2/block`, { error_message: 'The archive asks for a login' });
  await expect(other.getByRole('row', { name: new RegExp(task.title) })).toContainText('Blocked');
  await other.close();
});

test('holds one stream for several tabs, and moves it when a tab closes', async ({
  agent,
  context,
  plan,
  signedIn: first,
}) => {
  await first.goto(`/plans/${plan.id}`);
  await expect(live(first)).toBeVisible();
  const streams: string[] = [];
  context.on('request', (request) => {
    if (request.url().includes('/api/v1/events')) streams.push(request.url());
  });
  const second = await context.newPage();
  await second.goto(`/plans/${plan.id}`);
  await expect(live(second)).toBeVisible();
  expect(streams).toEqual([]);

  await first.close();
  await expect.poll(() => streams.length).toBe(1);
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await expect(second.locator('[data-step="1"]').getByTitle('Completed')).toBeVisible();
});

test('does not change another person’s page', async ({ agent, browser, plan }) => {
  const stranger = await createPerson();
  const page = await browser.newPage();
  await signIn(page, stranger);
  await expect(live(page)).toBeVisible();
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  const own = await stranger.service.createTask({ title: 'Own' });
  const steps = [{ step: 1, action: 'work', description: 'Work' }];
  await stranger.service.createPlan({ task_id: own.id, plan_type: 'mine', steps });
  await expect(page.getByRole('row', { name: /Own/ })).toBeVisible();
  await expect(page.getByText('Make a first principle systems prompt')).toHaveCount(0);
  await page.close();
});

import { expect, live, test } from './people';

test('shows what needs a person, what runs and recent actions, and follows the feed @layout', async ({
  agent,
  plan,
  signedIn: page,
  task,
}) => {
  await page.goto('/');
  const running = page.getByRole('region', { name: 'Running' });
  const needsYou = page.getByRole('region', { name: 'Needs you' });
  await expect(running.getByRole('link', { name: new RegExp(task.title) })).toContainText(
    'Search literature',
  );
  await expect(needsYou).toContainText('No plan needs your attention.');
  await expect(live(page)).toBeVisible();

  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await agent.make(`/plans/${plan.id}/steps/2/block`, { error_message: 'The archive asks for a login' });
  await expect(needsYou.getByRole('link', { name: /Blocked/ })).toContainText('The archive asks for a login');
  await expect(running).toContainText('No agent is working.');
  await agent.make(`/plans/${plan.id}/steps/2/reopen`);
  await expect(page.getByRole('region', { name: 'Waiting for an agent' }).getByRole('link')).toContainText(
    '2 · ',
  );
  await expect(page.getByText('step completed')).toBeVisible();
  await agent.make('/context', {
    plan_id: plan.id,
    context_type: 'decision',
    context_key: 'archive',
    context_value: 'Use the copy of the library',
  });
  const learnt = page.getByRole('region', { name: 'Learnt today' });
  await expect(learnt.getByRole('link', { name: 'archive' })).toBeVisible();
  await expect(learnt).toContainText('Use the copy of the library');
  await expect(page.getByRole('img', { name: /Steps ended each day/ })).toBeVisible();
  await page
    .getByRole('region', { name: 'Recent actions' })
    .getByRole('link', { name: /block/ })
    .first()
    .click();
  await page.waitForURL(`**/plans/${plan.id}?row=*`);
});

test('links to the connect page before the first plan', async ({ signedIn: page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Connect an agent' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Connect an agent' })).toBeVisible();
});

/** Failures that were seen before, on the page of a plan. */
import { expect, test } from './people';

const steps = [
  { step: 1, action: 'build', description: 'Build the app' },
  { step: 2, action: 'test', description: 'Test the app' },
];

test('names the fix of an earlier failure, and makes a step and an entry of it', async ({
  signedIn: page,
  agent,
  task,
}) => {
  const make = () => agent.make('/plans', { task_id: task.id, plan_type: 'build', steps });
  const earlier = await make();
  const block = (planId: string, port: number) =>
    agent.make(`/plans/${planId}/steps/1/block`, { error_message: `Port ${port} is in use` });
  await block(earlier.id, 3000);
  await agent.make('/logs', {
    plan_id: earlier.id,
    step_number: 1,
    action_type: 'command',
    description: 'fuser -k 3000/tcp',
  });
  await agent.make(`/plans/${earlier.id}/steps/1/complete`);
  const plan = await make();
  await block(plan.id, 4000);
  await page.goto('/');
  const line = page.getByRole('region', { name: 'Needs you' }).getByRole('link', { name: /4000/ });
  await expect(line).toContainText('Fix known');
  await expect(line.getByText('Fix known')).toHaveAttribute(
    'title',
    `Seen 2 times in 2 plans, last fixed by step 1 of “${task.title}”`,
  );
  await page.goto(`/plans/${plan.id}`);
  const step = page.locator('[data-step="1"]');
  await expect(step).toContainText('Seen 2 times in 2 plans, last fixed by');
  await step.getByRole('button', { name: 'Save it to context' }).click();
  await expect(page.getByText('Saved the fix to the context of the plan')).toBeVisible();
  await step.getByRole('button', { name: 'Add the fix as a step' }).click();
  await expect(page.locator('[data-step="3"]')).toContainText('fuser -k 3000/tcp');
  const { body } = await agent.get(`/context?plan_id=${plan.id}`);
  expect(body.data).toMatchObject([{ context_type: 'fix' }]);
  await step.getByRole('link', { name: `step 1 of ${task.title}` }).click();
  await expect(page).toHaveURL(new RegExp(earlier.id));
});

/** Two runs of a task side by side. */
import { expectAccessible } from './accessible';
import { expect, test } from './people';

const steps = [
  { step: 1, action: 'search', description: 'Search the literature' },
  { step: 2, action: 'write', description: 'Write the report' },
];

test('compares two runs of a task step by step @layout', async ({ signedIn: page, agent, task }) => {
  const make = (list: object[]) =>
    agent.make('/plans', { task_id: task.id, plan_type: 'research', steps: list });
  const left = await make(steps);
  const right = await make([
    { step: 1, action: 'search', description: 'Search the literature' },
    { step: 2, action: 'check', description: 'Verify all quotations' },
    { step: 3, action: 'write', description: 'Write the report' },
  ]);
  await agent.make(`/plans/${left.id}/steps/1/complete`, { result: { sources: 3 } });
  await agent.make(`/plans/${right.id}/steps/1/complete`, { result: { sources: 5 } });
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Compare runs' })).toBeVisible();
  const rows = page.getByRole('region', { name: 'Steps' }).getByRole('listitem');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText('result');
  await expect(rows.nth(1)).toContainText(/only on the right.*Verify all quotations/s);
  await rows.nth(0).getByText('result', { exact: true }).click();
  await expect(rows.nth(0).getByText('"sources": 5')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Only the 2 differences' }).click();
  await expect(rows).toHaveCount(2);
  await expect(page).toHaveURL(/only=differences/);
  await page.goto(`/plans/${left.id}`);
  await page.getByRole('button', { name: 'More actions for this plan' }).click();
  await page.getByRole('menuitem', { name: 'Compare…' }).click();
  await expect(page).toHaveURL(new RegExp(`/compare\\?left=${left.id}`));
  await expect(page.getByRole('region', { name: 'Runs of the same task' })).toContainText(task.title);
  await expectAccessible(page);
});

test('finds a run to compare by its title', async ({ signedIn: page, agent, task }) => {
  const other = await agent.make('/tasks', { title: 'Paint the fence' });
  for (const task_id of [task.id, other.id])
    await agent.make('/plans', { task_id, plan_type: 'research', steps });
  await page.goto('/compare');
  const runs = page.getByRole('region', { name: 'Choose the first run' });
  await expect(runs.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('searchbox', { name: 'Search plans' }).fill('fence');
  await expect(runs.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Search plans' }).fill('nowhere');
  await expect(runs).toContainText('No plans match this search');
  await expect(page).toHaveURL(/q=nowhere/);
});

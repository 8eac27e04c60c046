import { expect, test } from './people';

const steps = [{ step: 1, action: 'work', description: 'Do it' }];

test('no plans yet: the page teaches how an agent makes the first', async ({ signedIn: page }) => {
  await expect(page.getByText(/api\/v1\/plans/)).toBeVisible();
});

test('plans are searched and filtered, and the address holds both', async ({ agent, signedIn: page }) => {
  for (const [title, plan_type, done] of [
    ['Import the ledger', 'implementation', true],
    ['Read about ledgers', 'research', false],
    ['Bake bread', 'research', false],
  ] as const) {
    const task = await agent.make('/tasks', { title });
    const plan = await agent.make('/plans', { task_id: task.id, plan_type, steps });
    if (done) await agent.make(`/plans/${plan.id}/steps/1/complete`);
  }
  await page.reload();
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(rows).toHaveCount(3);

  await page.getByRole('searchbox').fill('ledger');
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: /^Status/ }).click();
  await page.getByRole('menuitemcheckbox', { name: /Completed/ }).click();
  await page.keyboard.press('Escape');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Import the ledger');

  const address = new URL(page.url());
  expect(address.searchParams.get('q')).toBe('ledger');
  expect(address.searchParams.get('status')).toBe('completed');
  await page.reload();
  await expect(rows).toHaveCount(1);
  await page.getByRole('searchbox').fill('nothing like it');
  await expect(page.getByText(/no plans? match/i)).toBeVisible();
});

test('a long list is paged', async ({ agent, task, signedIn: page }) => {
  for (let i = 0; i < 60; i += 1)
    await agent.make('/plans', { task_id: task.id, plan_type: `type ${i}`, steps });
  await page.reload();
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(rows).toHaveCount(50);
  await page.getByRole('link', { name: /next|older|more/i }).click();
  await expect(rows).toHaveCount(10);
});

import postgres from 'postgres';
import { databaseUrlOf } from '../scripts/scale';
import { expect, live, signIn, test } from './people';

test('a page that fails keeps what was on screen, and comes back', async ({
  agent,
  browser,
  person,
  plan,
  task,
}) => {
  // A page of its own: this one is meant to complain.
  const page = await browser.newPage();
  await signIn(page, person);
  await page.goto(`/plans/${plan.id}`);
  await expect(live(page)).toBeVisible();
  const title = page.getByRole('heading', { name: task.title });
  // A page that is still a skeleton leaves nothing to keep.
  await expect(title).toBeVisible();
  const alert = page.getByRole('alert').filter({ hasText: 'could not be loaded' });

  const sql = postgres(await databaseUrlOf(process.env.AES_DATA_DIR ?? '.data'), { max: 1 });
  const policy = sql(`fail ${person.userId}`);
  // Whatever this one person reads of plans fails from now on: a division by zero.
  await sql.unsafe(`create policy "fail ${person.userId}" on agent_execution_plans as restrictive for select to authenticated
    using (case when (select private.caller_id()) = '${person.userId}' then 1 / (length(id::text) - 36) = 0 else true end)`);
  try {
    await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'Meanwhile' });
    await expect(alert).toBeVisible();
    await expect(title).toBeVisible();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(title).toHaveCount(1);
  } finally {
    await sql`drop policy ${policy} on agent_execution_plans`;
    await sql.end();
  }
  // Unless the first try has just succeeded.
  await page
    .getByRole('button', { name: 'Try again' })
    .click({ timeout: 2000 })
    .catch(() => {});
  await expect(page.getByText('Meanwhile')).toBeVisible();
  await expect(alert).toHaveCount(0);
  await page.close();
});

import postgres from 'postgres';
import { databaseUrlOf } from '../scripts/scale';
import { expect, live, signIn, test } from './people';

test('keeps a page whose data fail, and follows the feed again without help', async ({
  agent,
  browser,
  person,
  plan,
  task,
}) => {
  // A new page, because the browser reports an error here.
  const page = await browser.newPage();
  await signIn(page, person);
  await page.goto(`/plans/${plan.id}`);
  await expect(live(page)).toBeVisible();
  const title = page.getByRole('heading', { name: task.title });
  // The page must have content to keep.
  await expect(title).toBeVisible();
  const sql = postgres(await databaseUrlOf(process.env.AES_DATA_DIR ?? '.data'), { max: 1 });
  const policy = sql(`fail ${person.userId}`);
  // From now on every read of plans by this person fails with a division by zero.
  await sql.unsafe(`create policy "fail ${person.userId}" on agent_execution_plans as restrictive for select to authenticated
    using (case when (select private.caller_id()) = '${person.userId}' then 1 / (length(id::text) - 36) = 0 else true end)`);
  try {
    await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'Meanwhile' });
    await expect(page.getByText('Retrying').filter({ visible: true })).toBeVisible();
    await expect(title).toBeVisible();
  } finally {
    await sql`drop policy ${policy} on agent_execution_plans`;
    await sql.end();
  }
  await expect(page.getByText('Meanwhile')).toBeVisible();
  await expect(live(page)).toBeVisible();
  await page.close();
});

test('shows that a page failed, and recovers without help', async ({ agent, browser, person, plan }) => {
  const page = await browser.newPage();
  await signIn(page, person);
  await expect(live(page)).toBeVisible();
  const sql = postgres(await databaseUrlOf(process.env.AES_DATA_DIR ?? '.data'), { max: 1 });
  const policy = `"fail ${person.userId}"`;
  // The read fails after a second. Meanwhile this row makes the page refresh while it loads.
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'Just now' });
  await sql.unsafe(`create policy ${policy} on agent_execution_plans as restrictive for select to authenticated
    using (case when (select private.caller_id()) = '${person.userId}'
      then (select 1 / (length(id::text) - 36) = 0 from pg_sleep(1)) else true end)`);
  try {
    await page.goto('/plans');
    await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' })).toBeVisible();
  } finally {
    await sql.unsafe(`drop policy ${policy} on agent_execution_plans`);
    await sql.end();
  }
  await expect(page.locator(`a[href="/plans/${plan.id}"]`).first()).toBeVisible();
  await page.close();
});

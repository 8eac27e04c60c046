/** Links that show one plan without a sign-in. */
import { expectAccessible } from './accessible';
import { expect, test } from './people';

const hidden = { secret: `ghp_${'a1B2'.repeat(9)}`, email: 'ann.lee@example.com', name: 'annlee' };

test('shares a plan, shows it redacted without a sign-in, and ends when the link is revoked @layout', async ({
  signedIn: page,
  agent,
  plan,
  task,
  browser,
}) => {
  await agent.make(`/plans/${plan.id}/steps/1/complete`, {
    result: { found: `token ${hidden.secret}`, folder: `/home/${hidden.name}/shop` },
  });
  await agent.make('/logs', {
    plan_id: plan.id,
    action_type: 'note',
    description: `Wrote to ${hidden.email}`,
    metadata: { authorization: `Bearer ${hidden.secret}` },
  });
  await page.goto(`/plans/${plan.id}`);
  await page.getByRole('button', { name: 'More actions for this plan' }).click();
  await page.getByRole('menuitem', { name: 'Share…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this plan' });
  await dialog.getByLabel('Ends').selectOption('1');
  await dialog.getByRole('button', { name: 'Create link' }).click();
  const url = await dialog.getByRole('link', { name: /\/shared\// }).innerText();
  await expect(dialog.getByText('Never opened')).toBeVisible();

  const stranger = await (await browser.newContext()).newPage();
  const response = await stranger.goto(url);
  expect(response?.status()).toBe(200);
  expect(response?.headers()).toMatchObject({
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'referrer-policy': 'no-referrer',
    'cache-control': expect.stringContaining('no-store'),
  });
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText(task.title);
  await stranger.getByText('Search literature').first().click();
  await expect(stranger.getByText('~/shop', { exact: true }).first()).toBeVisible();
  await stranger.getByText('[e-mail address]').click();
  await expect(stranger.getByText('hash', { exact: true }).filter({ visible: true })).toHaveCount(1);
  const source = await stranger.content();
  for (const text of Object.values(hidden)) expect(source).not.toContain(text);
  await expect(stranger.getByRole('button', { name: /Complete|Pause/ })).toHaveCount(0);
  await expectAccessible(stranger);
  await stranger.goto(`/plans/${plan.id}`);
  await expect(stranger).toHaveURL(/\/login/);

  await page.goto('/settings');
  const list = page.getByRole('list', { name: 'Shared links' });
  await expect(list).toContainText('Opened once');
  await list.getByRole('button', { name: /Revoke the link/ }).click();
  await expect(page.getByText('No shared links')).toBeVisible();
  const refusals = [url, url.replace(/.$/, (last) => (last === '0' ? '1' : '0')), `${url}0`];
  const pages = [];
  for (const refused of refusals) {
    expect((await stranger.goto(refused))?.status()).toBe(404);
    pages.push(await stranger.getByRole('main').innerText());
  }
  expect(new Set(pages).size).toBe(1);
});

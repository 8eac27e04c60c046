/** Links that show one plan without a sign-in. */
import { expectAccessible } from './accessible';
import { expect, test } from './people';

const hidden = {
  secret: `ghp_${'a1B2'.repeat(9)}`,
  email: 'ann.lee@example.com',
  name: 'annlee',
  note: 'Kept between us',
};

test('shares a plan, shows it redacted without a sign-in, and ends when the link is revoked @layout', async ({
  signedIn: page,
  agent,
  plan,
  task,
  person,
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
  await agent.make('/logs', {
    plan_id: plan.id,
    action_type: 'command',
    description: 'Ran npm test',
    after_state: { command: 'npm test', stdout: `1 passed\nin /home/${hidden.name}/shop`, exit_code: 0 },
  });
  await agent.make('/context', {
    plan_id: plan.id,
    context_type: 'notes',
    context_key: 'owner',
    context_value: hidden.note,
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
  // Paper shows what is folded.
  await expect(stranger.getByText('waits for').first()).toBeHidden();
  await stranger.emulateMedia({ media: 'print' });
  await expect(stranger.getByText('waits for').first()).toBeVisible();
  await stranger.emulateMedia({ media: 'screen' });
  await stranger.getByText('Search literature').first().click();
  await expect(stranger.getByText('~/shop', { exact: true }).first()).toBeVisible();
  const transcript = stranger.getByRole('list', { name: 'Transcript' });
  await expect(transcript).toContainText('[e-mail address]');
  await expect(transcript).toContainText('Stored notes/owner');
  await expect(transcript.getByRole('region', { name: /^Output of row/ })).toHaveText('1 passed\nin ~/shop');
  await expect(transcript).toContainText('exit 0');
  await transcript
    .getByRole('button', { name: /^Proof of row/ })
    .first()
    .click();
  await expect(transcript.getByText('hash', { exact: true })).toHaveCount(1);
  const source = await stranger.content();
  for (const text of Object.values(hidden)) expect(source).not.toContain(text);
  await expect(stranger.getByRole('button', { name: /Complete|Pause/ })).toHaveCount(0);
  await expectAccessible(stranger);
  const notes = Array.from({ length: 120 }, (_, i) => ({
    plan_id: plan.id,
    action_type: 'note',
    description: `Note ${i}`,
  }));
  await person.service.addLogs(notes);
  await stranger.reload();
  await expect(transcript).not.toContainText('Note 119');
  await stranger.getByRole('link', { name: 'Newest' }).click();
  await expect(transcript).toContainText('Note 119');
  await stranger.getByRole('link', { name: 'Earlier' }).click();
  await expect(transcript).toContainText('Completed step 1');
  await expect(stranger.getByRole('link', { name: 'Later' })).toBeVisible();
  await stranger.goto(`/plans/${plan.id}`);
  await expect(stranger).toHaveURL(/\/login/);

  await page.goto('/settings/data');
  const list = page.getByRole('list', { name: 'Shared links' });
  await expect(list).toContainText('Opened 4 times');
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

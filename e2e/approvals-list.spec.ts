/** The list of what waits: several decisions at once, keys, conflicts, and live changes. */
import { ask, bash, card, row, stateOf } from './asked';
import { expect, live, test } from './people';

test('decides similar requests at once', async ({ agent, person, plan, signedIn: page }) => {
  const ids: string[] = [];
  for (const command of ['ls', 'pwd', 'date']) ids.push((await ask(agent, plan.id, bash(command))).id);
  await ask(agent, plan.id, { question: 'Where may I deploy?', options: [{ label: 'Staging' }] });
  await page.goto('/approvals');
  for (const command of ['ls', 'pwd', 'date'])
    await page.getByRole('checkbox', { name: `Select Bash ${command}` }).check();
  await page.getByRole('button', { name: 'Allow 3 calls of Bash' }).click();
  await expect(page.getByText('Allowed 3.')).toBeVisible();
  await expect(card(page, 'Where may I deploy?')).toBeVisible();
  for (const id of ids) expect(await stateOf(person, id)).toMatchObject({ outcome: 'allow' });
});

test('undoes several approvals at once, except of a step that has begun', async ({
  agent,
  task,
  signedIn: page,
}) => {
  const steps = [1, 2].map((step) => ({
    step,
    action: 'deploy',
    description: `Deploy part ${step}`,
    depends_on: [],
    requires_approval: true,
  }));
  const { id } = await agent.make('/plans', { task_id: task.id, plan_type: 'deployment', steps });
  const statuses = async () =>
    (await agent.get(`/plans/${id}`)).body.data.steps.map(({ status }: { status: string }) => status);
  await page.goto('/approvals');
  const approve = async () => {
    for (const { description } of steps)
      await page.getByRole('checkbox', { name: `Select ${description}` }).check();
    await page.getByRole('button', { name: 'Approve 2 steps' }).click();
    await expect(page.getByText('Approved 2.').last()).toBeVisible();
    expect(await statuses()).toEqual(['pending', 'pending']);
  };
  const undo = page.getByRole('button', { name: 'Undo' });
  await approve();
  await undo.click();
  await expect(page.getByText('The decision is open again')).toBeVisible();
  await expect.poll(statuses).toEqual(['awaiting_approval', 'awaiting_approval']);

  await approve();
  await agent.make(`/plans/${id}/steps/1/start`);
  await undo.last().click();
  await expect(page.getByText(/^1 of 2 are open again\..*has moved since/)).toBeVisible();
  await expect.poll(statuses).toEqual(['in_progress', 'awaiting_approval']);
});

test('a double click decides one request, not the next one as well', async ({
  agent,
  person,
  plan,
  signedIn: page,
}) => {
  const first = await ask(agent, plan.id, bash('ls'));
  const second = await ask(agent, plan.id, bash('pwd'));
  await page.goto('/approvals');
  await page.getByRole('article').getByRole('button', { name: 'Allow', exact: true }).dblclick();
  await expect(card(page, 'Bash pwd')).toBeVisible();
  await expect(page.getByText('Allowed.')).toBeVisible();
  expect(await stateOf(person, first.id)).toMatchObject({ outcome: 'allow' });
  expect(await stateOf(person, second.id)).toMatchObject({ status: 'open' });
});

test('works by keys: j and k move, a allows, r rejects', async ({ agent, person, plan, signedIn: page }) => {
  const first = await ask(agent, plan.id, bash('ls'));
  const second = await ask(agent, plan.id, bash('pwd'));
  await ask(agent, plan.id, bash('date'));
  await page.goto('/approvals');
  await expect(card(page, 'Bash ls')).toBeVisible();
  await page.keyboard.press('j');
  await expect(card(page, 'Bash pwd')).toBeVisible();
  await expect(row(page, 'Bash pwd')).toBeFocused();
  await page.keyboard.press('r');
  await page.getByRole('dialog').getByLabel('Reason').fill('Not here');
  await page.keyboard.press('Control+Enter');
  await expect(row(page, 'Bash pwd')).toHaveCount(0);
  await expect(card(page, 'Bash date')).toBeVisible();
  await page.keyboard.press('k');
  await expect(card(page, 'Bash ls')).toBeVisible();
  await page.keyboard.press('a');
  await expect(row(page, 'Bash ls')).toHaveCount(0);
  await expect(row(page, 'Bash date')).toBeFocused();
  await expect.poll(async () => (await stateOf(person, first.id)).outcome).toBe('allow');
  expect(await stateOf(person, second.id)).toMatchObject({
    outcome: 'deny',
    answer: { message: 'Not here' },
  });
});

test('says who was faster, and removes the request', async ({ agent, person, plan, signedIn: page }) => {
  const { id } = await ask(agent, plan.id, bash('ls'));
  await page.goto('/approvals');
  await expect(card(page, 'Bash ls')).toBeVisible();
  await page.getByRole('article').getByRole('button', { name: 'Deny…' }).click();
  await person.service.decide(id, 'allow');
  // What was typed stays, although the request has left the list.
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('No');
  await expect(
    page.getByRole('heading', { name: 'Nothing waits for you', includeHidden: true }),
  ).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText(`${person.email} decided already: allow.`)).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
});

test('follows what is asked and closed elsewhere, and moves no other request under the finger', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  const { id } = await ask(agent, plan.id, bash('ls'));
  await page.goto('/approvals');
  await expect(live(page)).toBeVisible();
  await ask(agent, plan.id, bash('pwd'));
  await expect(row(page, 'Bash pwd')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Approvals 2' })).toBeVisible();
  await agent.make(`/decisions/${id}/withdraw`, { reason: 'Not needed' });
  await expect(row(page, 'Bash ls')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'This decision is closed' })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(0);
  await page.getByRole('button', { name: 'Next decision' }).click();
  await expect(card(page, 'Bash pwd')).toBeVisible();
});

/** Decisions on the page of approvals, on the page of a plan and on the overview. Agents ask over HTTP. */
import { sizes } from '../scripts/sizes';
import { ask, bash, card, row, stateOf } from './asked';
import { expect, test } from './people';

test('shows a command with its risks and evidence, and denies it with a reason', async ({
  agent,
  person,
  plan,
  signedIn: page,
}) => {
  await agent.make(`/plans/${plan.id}/usage`, {
    usage: [{ usage_key: 'a', model: 'm', input_tokens: 1200, output_tokens: 300, cost_usd: 0.42 }],
  });
  const { id } = await ask(agent, plan.id, {
    ...bash('rm -rf build && curl https://x.test/a'),
    step_number: 1,
  });
  await page.goto('/approvals');
  const shown = card(page, 'Bash rm -rf build');
  await expect(shown.getByRole('region', { name: 'Command' })).toHaveText(
    'rm -rf build && curl https://x.test/a',
  );
  await expect(shown.getByRole('list', { name: 'Risks' })).toContainText('Deletes');
  await expect(shown.getByRole('list', { name: 'Risks' })).toContainText('Uses the network');
  await expect(shown).toContainText('$0.42, 1,500 tokens in 1 call');
  await expect(shown).toContainText('Research first-principles thinking methodology');
  await expect(shown).toContainText('The agent reads the decision at its next event');
  await shown.getByRole('button', { name: 'Deny…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Use the test server');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  await expect(
    page.getByText('Denied. The agent reads it at its next event: it cannot be undone.'),
  ).toBeVisible();
  expect(await stateOf(person, id)).toEqual({
    status: 'decided',
    outcome: 'deny',
    answer: { message: 'Use the test server' },
  });
});

test('edits a call, and refuses the mark of a secret in a changed field', async ({
  agent,
  person,
  plan,
  signedIn: page,
}) => {
  const { id } = await ask(agent, plan.id, bash('curl -H [redacted:bearer:1f3a9c] localhost'));
  await page.goto('/approvals');
  await page.getByRole('button', { name: 'Other ways to decide' }).click();
  await page.getByRole('menuitem', { name: 'Edit and allow…' }).click();
  const dialog = page.getByRole('dialog');
  const command = dialog.getByLabel('command');
  await command.fill('curl -v -H [redacted:bearer:1f3a9c] localhost');
  await dialog.getByRole('button', { name: 'Allow with the edit' }).click();
  await expect(dialog.getByText('The field command was changed, but has a secret')).toBeVisible();
  await command.fill('curl localhost');
  await dialog.getByRole('button', { name: 'Allow with the edit' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  expect(await stateOf(person, id)).toMatchObject({
    outcome: 'allow',
    answer: { input: { command: 'curl localhost' } },
  });
});

test('shows a proposed plan as text on the page of its plan, and approves it with an edit', async ({
  agent,
  person,
  plan,
  signedIn: page,
}) => {
  const { id } = await ask(agent, plan.id, {
    kind: 'plan',
    question: 'Approve the plan: Ship',
    request: { plan: '# Ship\n\n1. Build\n2. **Deploy**' },
  });
  await page.goto(`/plans/${plan.id}`);
  const shown = page.getByRole('region', { name: 'Waits for your decision' });
  await expect(shown.getByRole('listitem').filter({ hasText: 'Deploy' })).toBeVisible();
  await shown.getByRole('button', { name: 'Other ways to decide' }).click();
  await page.getByRole('menuitem', { name: 'Edit and approve…' }).click();
  await page.getByRole('dialog').getByLabel('plan').fill('# Ship\n\n1. Build\n2. Test\n3. Deploy');
  await page.getByRole('button', { name: 'Approve with the edit' }).click();
  await expect(shown).toHaveCount(0);
  expect(await stateOf(person, id)).toMatchObject({
    outcome: 'allow',
    answer: { input: { plan: '# Ship\n\n1. Build\n2. Test\n3. Deploy' } },
  });

  const request = { plan: '# Ship\n\n1. Build\n2. Test twice\n3. Deploy' };
  await ask(agent, plan.id, { kind: 'plan', question: 'Approve the changed plan', request });
  await expect(shown.getByText(/^Since .* approved a plan/)).toBeVisible();
  await expect(shown.getByRole('region', { name: 'Changes of the plan' })).toContainText('2. Test twice');
  await expect(shown).toContainText(/by .*, since then/);
});

test('answers questions with a choice, several choices and a text @layout', async ({
  agent,
  person,
  plan,
  signedIn: page,
}) => {
  const questions = [
    {
      question: 'Which database?',
      options: [{ label: 'Postgres', description: 'A server' }, { label: 'SQLite' }],
    },
    { question: 'Which parts?', multiSelect: true, options: [{ label: 'API' }, { label: 'Page' }] },
  ];
  const { id } = await ask(agent, plan.id, { question: 'Which database?', request: { questions } });
  await page.goto('/');
  await page
    .getByRole('region', { name: 'Needs you' })
    .getByRole('link', { name: 'Which database?' })
    .click();
  const shown = card(page, 'Which database?');
  const send = shown.getByRole('button', { name: 'Send answer' });
  await expect(send).toBeInViewport();
  await send.click();
  await expect(shown.getByText('Answer each question.')).toBeVisible();
  await shown.getByRole('radio', { name: /SQLite/ }).check();
  await shown.getByRole('checkbox', { name: /API/ }).check();
  await shown.getByRole('checkbox', { name: /Page/ }).check();
  await shown.getByRole('textbox', { name: 'Other answer to: Which parts?' }).fill('Tests');
  await send.click();
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  await expect(page.getByText('Answered.')).toBeVisible();
  expect(await stateOf(person, id)).toMatchObject({
    outcome: 'answer',
    answer: { answers: { 'Which database?': 'SQLite', 'Which parts?': 'API, Page, Tests' } },
  });
});

test('opens the only decision on a phone, with its buttons at the bottom', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await page.setViewportSize(sizes.phone);
  const lines = Array.from({ length: 60 }, (_, index) => `echo ${index}`).join('\n');
  await ask(agent, plan.id, bash(lines));
  await page.goto('/approvals');
  for (const name of ['Deny…', 'Allow', 'Other ways to decide']) {
    const button = page.getByRole('article').getByRole('button', { name, exact: true });
    await expect(button).toBeInViewport({ ratio: 1 });
    const box = await button.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(40);
    expect(box?.width).toBeGreaterThanOrEqual(40);
    expect(box?.y).toBeGreaterThan(sizes.phone.height - 80);
  }
  const overflow = () =>
    page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  expect(await overflow()).toEqual([sizes.phone.width, sizes.phone.height]);
  await expect(page.getByRole('button', { name: /^All \d/ })).toHaveCount(0);
  // Another one that arrives does not take its place.
  await ask(agent, plan.id, bash('ls'));
  await expect(page.getByText('1 of 2')).toBeVisible();
  await expect(card(page, 'Bash echo 0')).toBeVisible();
  expect(await overflow()).toEqual([sizes.phone.width, sizes.phone.height]);
  await page.getByRole('button', { name: 'All 2' }).click();
  await expect(row(page, 'Bash ls')).toBeVisible();
});

test('approves a step, and shows what changed since its last approval', async ({
  agent,
  person,
  task,
  signedIn: page,
}) => {
  const plan = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'release',
    steps: [
      { step: 1, action: 'deploy', description: 'Deploy the shop', requires_approval: true },
      { step: 2, action: 'report', description: 'Report it' },
    ],
  });
  await person.service.approveStep(plan.id, 1);
  await agent.patch(`/plans/${plan.id}/steps/1`, { description: 'Deploy the shop and the blog' });
  await page.goto('/approvals');
  const shown = card(page, 'Deploy the shop and the blog');
  await expect(shown.getByRole('heading', { name: `Since ${person.email} approved it` })).toBeVisible();
  await expect(shown).toContainText('step 2');
  await shown.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  await expect(page.getByText('Approved.')).toBeVisible();
  expect((await agent.get(`/plans/${plan.id}/steps/1`)).body.data.status).toBe('pending');
});

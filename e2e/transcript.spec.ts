/** The transcript of a plan: what a person sees of a run, its search, its row in the URL and its live end. */
import { randomUUID } from 'node:crypto';
import { sessionOf } from '@/tests/support/claude-code-session';
import { expectAccessible } from './accessible';
import { type Api, expect, test } from './people';

/** Sends a whole session of Claude Code with a long output, and returns the id of its plan. */
async function captureRun(agent: Api): Promise<string> {
  const session = randomUUID();
  const events = sessionOf(session);
  const command = { command: 'npm run build', description: 'Build it' };
  const lines = Array.from({ length: 60 }, (_, index) => `chunk ${index + 1}`).join('\n');
  const build = {
    session_id: session,
    cwd: '/srv/shop',
    prompt_id: `${session}-p1`,
    hook_event_name: 'PostToolUse',
    tool_name: 'Bash',
    tool_input: command,
    tool_use_id: 'build',
    tool_response: { stdout: `${lines}\nneedle in the café`, stderr: '', interrupted: false },
    duration_ms: 2340,
  };
  for (const event of [...events.slice(0, 9), build, ...events.slice(9)]) {
    const { status } = await agent.post('/ingest/claude-code', event);
    expect(status).toBe(200);
  }
  let id = '';
  await expect(async () => {
    const { body } = await agent.get('/plans?plan_type=session');
    expect(body.data[0].status).toBe('completed');
    id = body.data[0].id;
  }).toPass();
  return id;
}

test('reads a captured run from the prompt to the final message @layout', async ({
  agent,
  signedIn: page,
}) => {
  const plan = await captureRun(agent);
  await page.goto(`/plans/${plan}`);
  const transcript = page.getByRole('list', { name: 'Transcript', exact: true });
  await expect(transcript.getByRole('region', { name: 'Prompt' })).toContainText(
    'Rename the sum of the cart',
  );
  await expect(transcript.getByRole('region', { name: 'Changes of cart.ts' })).toContainText(
    'const total = 0;',
  );
  await expect(
    transcript.getByRole('article').filter({ hasText: 'Run the tests' }).getByText('exit 1'),
  ).toBeVisible();
  await expect(transcript.getByText('Created a plan')).toHaveCount(0);
  const build = transcript.getByRole('article').filter({ hasText: 'npm run build' });
  await expect(build.getByText('2.3 s')).toBeVisible();
  await expect(build).not.toContainText('chunk 20');
  await build.getByRole('button', { name: 'Show all (49 lines more)' }).click();
  await expect(build).toContainText('needle in the café');
  await transcript.getByRole('button', { name: 'Subagent: Read the logs' }).click();
  await expect(page.getByRole('list', { name: 'Transcript of the subagent' })).toContainText('tail app.log');
  await expect(transcript).toContainText('Renamed. All tests pass.');
  await build.getByRole('button', { name: /^Proof of row/ }).click();
  await expect(build).toContainText('previous');
  await expectAccessible(page);
});

test('finds an output, opens it and shows a row from its address', async ({ agent, signedIn: page }) => {
  const plan = await captureRun(agent);
  await page.goto(`/plans/${plan}`);
  await page.getByRole('searchbox', { name: 'Search commands and outputs' }).fill('needle in the cafe');
  const transcript = page.getByRole('list', { name: 'Transcript', exact: true });
  await expect(transcript.getByRole('article')).toHaveCount(1);
  // The match is in the folded part of the output.
  await expect(transcript).toContainText('needle in the café');
  await expect
    .poll(() => page.evaluate(() => [...(CSS.highlights.get('search') ?? [])].map(String)))
    .toEqual(['needle in the café']);
  await transcript.getByRole('link', { name: /^Row \d+/ }).click();
  await expect(page).toHaveURL(/row=\d+/);
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await expect(page).toHaveURL(/\/plans\/[\w-]+\?tab=transcript$/);

  const row = (await agent.get(`/plans/${plan}/logs?action_type=edit`)).body.data[0].seq;
  await page.goto(`/plans/${plan}?row=${row}`);
  const first = transcript.getByRole('article').first();
  await expect(first).toContainText('cart.ts');
  await expect(first).toBeInViewport();
  await page.getByRole('button', { name: 'Show earlier actions' }).click();
  await expect(transcript).toContainText('Rename the sum of the cart');

  await page.goto(`/plans/${plan}?at=${row}`);
  await expect(transcript.getByRole('article').last()).toContainText('cart.ts');
  await expect(page.getByText('The plan is shown as it was after this row.')).toBeVisible();
  await page.goto(`/plans/${plan}?step=99`);
  await expect(page.getByText('Step 99 has no actions.')).toBeVisible();
});

test('reads the plan of an agent, its figures at every width, and adds what happens @layout', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await agent.post(`/plans/${plan.id}/logs`, {
    action_type: 'decision',
    description: 'Kept **two** papers',
    agent_confidence: 0.8,
  });
  await agent.make(`/plans/${plan.id}/logs`, {
    step_number: 1,
    action_type: 'command',
    description: 'npm test',
    after_state: { exit_code: 0, stdout: 'ok' },
    metadata: { duration_ms: 1500, input_tokens: 1200, output_tokens: 300, cost_usd: 0.02 },
  });
  await page.goto(`/plans/${plan.id}?tab=transcript`);
  const transcript = page.getByRole('list', { name: 'Transcript', exact: true });
  await expect(transcript.getByText('two', { exact: true })).toBeVisible();
  await expect(transcript).toContainText('Confidence 0.80');
  const command = transcript.getByRole('article').filter({ hasText: 'npm test' });
  for (const figure of ['exit 0', '1.5 s', /1,500 tok/])
    await expect(command.getByText(figure)).toBeVisible();
  const search = page.getByRole('searchbox', { name: 'Search commands and outputs' });
  const room = await search.evaluate((input: HTMLInputElement) => {
    const { font, paddingLeft, paddingRight } = getComputedStyle(input);
    const canvas = document.createElement('canvas').getContext('2d');
    if (canvas) canvas.font = font;
    const needed = canvas?.measureText(input.placeholder).width ?? Infinity;
    return input.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight) - needed;
  });
  expect(room).toBeGreaterThanOrEqual(0);
  await agent.post(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'One more thing' });
  await expect(transcript).toContainText('One more thing');
});

/** What a person sees of a captured run: the open tool call, a loop, and the evidence against its claims. */
import { randomUUID } from 'node:crypto';
import { sessionOf } from '@/tests/support/claude-code-session';
import { expectAccessible } from './accessible';
import { type Api, expect, test } from './people';

/** Sends events as the hooks of Claude Code do. */
async function send(agent: Api, events: object[]): Promise<void> {
  for (const event of events) {
    const { status } = await agent.post('/ingest/claude-code', event);
    expect(status).toBe(200);
  }
}

/** Returns the id of the plan of the only session. */
async function findRun(agent: Api): Promise<string> {
  let id = '';
  await expect(async () => {
    const { body } = await agent.get('/plans?plan_type=session');
    id = body.data[0].id;
  }).toPass();
  return id;
}

/** A session up to its test command, the start of that command, and its failure. */
function beginOf(session: string) {
  const events = sessionOf(session);
  const at = events.findIndex((event) => JSON.stringify(event).includes('npm test'));
  return { begin: events.slice(0, at + 1), failure: { ...events[at + 1] } };
}

test('names the open tool call of a run, and shows a loop', async ({ agent, signedIn: page }) => {
  const { begin, failure } = beginOf(randomUUID());
  await send(agent, begin);
  const plan = await findRun(agent);
  await page.goto(`/plans/${plan}`);
  await expect(page.locator('[data-step="1"]')).toContainText(
    /claude-code \(claude\) is working.*Running npm test for \d+ s/,
  );

  await page.goto('/');
  const running = page.getByRole('region', { name: 'Running' });
  await expect(running.getByRole('link', { name: /Running npm test for/ })).toBeVisible();

  const again = ['x1', 'x2'].map((id) => ({ ...failure, tool_use_id: id }));
  await send(agent, [failure, ...again]);
  const needsYou = page.getByRole('region', { name: 'Needs you' });
  await expect(needsYou.getByRole('link', { name: /Looping/ })).toContainText(
    'Three equal failures in a row. Last: Ran npm test',
  );
  await page.goto(`/plans/${plan}`);
  await expect(page.getByRole('link', { name: 'Looped once' })).toBeVisible();
});

test('shows what a run claimed and what its exit codes, diffs and usage say @layout', async ({
  agent,
  signedIn: page,
}) => {
  await send(agent, sessionOf(randomUUID()));
  const plan = await findRun(agent);
  await page.goto(`/plans/${plan}`);
  await page.getByRole('link', { name: 'Claim disputed' }).click();
  const pane = page.getByRole('main');
  await expect(pane).toContainText(
    'Claimed “All tests pass”, but the newest test command failed: Ran npm test',
  );
  await expect(pane).toContainText('Renamed. All tests pass.');
  await expect(pane).toContainText('1 run, 1 failed');
  await expect(pane).toContainText('Newest: Ran npm test, exit code 1');
  await expect(pane.getByRole('listitem').filter({ hasText: 'cart.ts' }).last()).toContainText('+1 −1');
  await expect(pane.getByRole('row', { name: /claude-sonnet-4-5/ })).toContainText('$0.0060 est.');
  await expectAccessible(page);
});

test('shows an empty pane for a plan without evidence', async ({ plan, signedIn: page }) => {
  await page.goto(`/plans/${plan.id}?tab=evidence`);
  await expect(page.getByRole('heading', { name: 'No evidence yet' })).toBeVisible();
});

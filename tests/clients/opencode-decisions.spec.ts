/** A person decides for a real OpenCode at a terminal, and steers it. Its scripted model reads what the person said. */
import { expect, test } from 'vitest';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { listMessages, sendMessage } from '@/lib/agent-execution/messages';
import { waitForPlan } from './captured';
import type { TestedClient } from './clients/client';
import { opencode } from './clients/opencode';
import { createDecisionRuns, has } from './decision-runs';
import { programOf } from './installed';
import { createConversation } from './model/conversation';

const PROMPT = 'Release the cart';
const { dialect, begin, sentIn, hasRead } = createConversation(opencode.dialect, { text: 'It is released.' });
/** It asks before it runs a command. */
const asking: TestedClient = {
  ...opencode,
  settings(model) {
    const settings = opencode.settings?.(model) ?? {};
    return { ...settings, 'opencode.json': { ...settings['opencode.json'], permission: { bash: 'ask' } } };
  },
};
const runs = createDecisionRuns(asking, dialect);
const { startSeen, requestOf, decide, isMade } = runs;

const start = () =>
  startSeen([programOf('opencode'), '-m', 'anthropic/claude-sonnet-4-5', '--prompt', PROMPT]);

/** Returns the plan of the run, once it is ready. */
const planOf = (isReady: (plan: PlanWithDetails) => boolean) =>
  waitForPlan(
    runs.server,
    { client: 'opencode', title: `shop: ${PROMPT}` },
    (plan) => plan.metadata.cwd === runs.place.project && isReady(plan),
  );

const run = (command: string) => ({ calls: [opencode.calls(runs.place.project).run(command)] });

test('a call is denied while the dialog is open, and the model reads the reason', async () => {
  begin([run('touch denied')]);
  await start();
  const { id, request } = await requestOf();
  expect(request).toMatchObject({ tool: 'bash', input: { command: 'touch denied' } });
  await decide(id, 'deny', { message: 'Wait for the freeze to end' });
  await sentIn(1);
  expect(hasRead(1, 'Wait for the freeze to end')).toBe(true);
  expect(isMade('denied')).toBe(false);
  expect(await requestOf(has('decided'))).toMatchObject({ delivered_at: expect.any(String) });
});

test('a call is allowed, and a message reaches the model with its result', async () => {
  begin([run('touch allowed')]);
  await start();
  const { id, plan_id } = await requestOf();
  await sendMessage(runs.person, { plan_id, body: 'Use the other library' });
  await decide(id, 'allow');
  await sentIn(1);
  expect(hasRead(0, 'Use the other library')).toBe(false);
  expect(hasRead(1, 'Use the other library')).toBe(true);
  expect(isMade('allowed')).toBe(true);
});

test('a message makes the agent continue at the end of its turn, once', async () => {
  begin([
    async () => {
      const { id } = await planOf(({ steps }) => steps[0]?.status === 'in_progress');
      await sendMessage(runs.person, { plan_id: id, body: 'Also release the orders' });
      return { text: 'The cart is released.' };
    },
  ]);
  await start();
  expect(await sentIn(1)).toContain('Also release the orders');
  const plan = await planOf(
    ({ steps }) => steps.length === 2 && steps.every(({ status }) => status === 'completed'),
  );
  expect(await listMessages(runs.person, plan.id)).toMatchObject([{ delivered_at: expect.any(String) }]);
  expect(plan.steps[1]?.description).toContain('Also release the orders');
  expect(hasRead(2, '')).toBe(false);
});

test('a call is answered at the terminal first', async () => {
  begin([run('touch typed')]);
  const terminal = await start();
  const { id } = await requestOf();
  await terminal.type('\r', /Permissionrequired/);
  await sentIn(1);
  expect(isMade('typed')).toBe(true);
  await requestOf(has('answered_elsewhere'));
  await expect(decide(id, 'allow')).rejects.toMatchObject({ code: 'conflict' });
  await planOf(({ steps }) => steps[0]?.status === 'completed');
});

test('a question is answered', async () => {
  const question = 'Which database?';
  const options = ['Postgres', 'SQLite'].map((label) => ({ label, description: `Use ${label}` }));
  begin([
    { calls: [{ name: 'question', input: { questions: [{ question, header: 'Database', options }] } }] },
  ]);
  await start();
  const { id } = await requestOf();
  await decide(id, 'answer', { answers: { [question]: 'SQLite' } });
  expect(await sentIn(1)).toContain('SQLite');
  expect(hasRead(1, '\\"Which database?\\"=\\"SQLite\\"')).toBe(true);
});

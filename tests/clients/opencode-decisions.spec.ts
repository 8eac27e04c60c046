/** A person decides for a real OpenCode at a terminal, and steers it. Its scripted model reads what the person said. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { decide, listDecisions, type PlacedDecision } from '@/lib/agent-execution/decisions';
import { sendMessage } from '@/lib/agent-execution/messages';
import { type OwnServer, startOwnServer } from '@/tests/support/own-server';
import { PATIENCE, waitForPlan } from './captured';
import { type ClientPlace, createPlace, writePlaced } from './client-run';
import { opencode } from './clients/opencode';
import { connect } from './connect';
import { programOf } from './installed';
import { createConversation } from './model/conversation';
import { type ModelServer, startModel } from './model/server';
import { signIn } from './sign-in';
import { startAtTerminal, type TerminalRun } from './terminal';

const PROMPT = 'Release the cart';
const { dialect, begin, sentIn, hasRead } = createConversation(opencode.dialect, { text: 'It is released.' });

let server: OwnServer;
let person: AgentExecutionClient;
let place: ClientPlace;
let model: ModelServer;
let terminal: TerminalRun;

beforeAll(async () => {
  server = await startOwnServer({ NEXT_PUBLIC_SUPABASE_URL: '', NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '' });
  person = await signIn(server);
  model = await startModel(dialect, {});
});
afterAll(async () => {
  await model?.stop();
  await server?.stop();
});
beforeEach(() => {
  place = createPlace('opencode');
});
afterEach(async () => {
  await terminal?.close();
  place.remove();
});

/** Starts a run in which the client asks before it runs a command. */
async function start() {
  for (const [path, content] of Object.entries(opencode.settings?.(model.origin) ?? {})) {
    const asks = path === 'opencode.json' && { permission: { bash: 'ask' } };
    writePlaced(place, path, JSON.stringify({ ...content, ...asks }));
  }
  const env = { ...opencode.env(model.origin), ...(await connect(server, 'opencode', place)) };
  const command = [programOf('opencode'), '-m', 'anthropic/claude-sonnet-4-5', '--prompt', PROMPT];
  terminal = startAtTerminal(place, command, env);
}

const run = (command: string) => ({ calls: [opencode.calls(place.project).run(command)] });
const isMade = (file: string) => existsSync(join(place.project, file));

/** Returns the request of the run, once its status is as expected. */
const requestOf = (status = 'open'): Promise<PlacedDecision> =>
  vi.waitFor(async () => {
    const all = await listDecisions(person, { status: 'all' });
    const found = all.find(({ project }) => project === place.project);
    if (found?.status !== status) throw new Error(`No request is ${status}: ${JSON.stringify(all)}`);
    return found;
  }, PATIENCE);

test('a call is denied while the dialog is open, and the model reads the reason', async () => {
  begin([run('touch denied')]);
  await start();
  const { id, request } = await requestOf();
  expect(request).toMatchObject({ tool: 'bash', input: { command: 'touch denied' } });
  await decide(person, id, 'deny', { message: 'Wait for the freeze to end' });
  await sentIn(1);
  expect(hasRead(1, 'Wait for the freeze to end')).toBe(true);
  expect(isMade('denied')).toBe(false);
  expect(await requestOf('decided')).toMatchObject({ delivered_at: expect.any(String) });
});

test('a call is allowed, and a message reaches the model with its result', async () => {
  begin([run('touch allowed')]);
  await start();
  const { id, plan_id } = await requestOf();
  await sendMessage(person, { plan_id, body: 'Use the other library' });
  await decide(person, id, 'allow');
  await sentIn(1);
  expect(hasRead(0, 'Use the other library')).toBe(false);
  expect(hasRead(1, 'Use the other library')).toBe(true);
  expect(isMade('allowed')).toBe(true);
});

test('a call is answered at the terminal first', async () => {
  begin([run('touch typed')]);
  await start();
  const { id } = await requestOf();
  await terminal.type('\r', /Permissionrequired/);
  await sentIn(1);
  expect(isMade('typed')).toBe(true);
  await requestOf('answered_elsewhere');
  await expect(decide(person, id, 'allow')).rejects.toMatchObject({ code: 'conflict' });
  await waitForPlan(
    server,
    { client: 'opencode', title: `shop: ${PROMPT}` },
    ({ steps }) => steps[0]?.status === 'completed',
  );
});

test('a question is answered', async () => {
  const question = 'Which database?';
  const options = ['Postgres', 'SQLite'].map((label) => ({ label, description: `Use ${label}` }));
  begin([
    { calls: [{ name: 'question', input: { questions: [{ question, header: 'Database', options }] } }] },
  ]);
  await start();
  const { id } = await requestOf();
  await decide(person, id, 'answer', { answers: { [question]: 'SQLite' } });
  expect(await sentIn(1)).toContain('SQLite');
  expect(hasRead(1, '\\"Which database?\\"=\\"SQLite\\"')).toBe(true);
});

/** A person decides for a real Codex at a terminal. Its scripted model reads what the person said. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { decide, listDecisions, type PlacedDecision } from '@/lib/agent-execution/decisions';
import { type OwnServer, startOwnServer } from '@/tests/support/own-server';
import { PATIENCE } from './captured';
import { type ClientPlace, createPlace } from './client-run';
import { codex, codexAtTerminal } from './clients/codex';
import { connect } from './connect';
import { createConversation } from './model/conversation';
import { type ModelServer, startModel } from './model/server';
import { signIn } from './sign-in';
import { startAtTerminal, type TerminalRun } from './terminal';

const PROMPT = 'Release the cart';
const { dialect, begin, sentIn, hasRead } = createConversation(codex.dialect, { text: 'It is released.' });

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
  place = createPlace('codex');
});
afterEach(async () => {
  await terminal?.close();
  place.remove();
});

/** Starts a run whose model asks to run a command outside of the sandbox. The client first offers a newer model. */
async function start(cmd: string) {
  const sandbox = { sandbox_permissions: 'require_escalated', justification: 'May I?' };
  begin([{ calls: [{ name: 'exec_command', input: { cmd, yield_time_ms: 30_000, ...sandbox } }] }]);
  const env = { ...codex.env(model.origin), ...(await connect(server, 'codex', place)) };
  terminal = startAtTerminal(place, codexAtTerminal(PROMPT, model.origin, place.project), env);
  await terminal.type('2', /2\.Useexistingmodel/);
  await terminal.type('\r', /2\.Useexistingmodel/);
}

const requestOf = (status = 'open'): Promise<PlacedDecision> =>
  vi.waitFor(async () => {
    const all = await listDecisions(person, { status: 'all' });
    const found = all.find(({ project }) => project === place.project);
    if (found?.status !== status) throw new Error(`No request is ${status}: ${JSON.stringify(all)}`);
    return found;
  }, PATIENCE);

const isMade = (file: string) => existsSync(join(place.project, file));

test('a call is denied, and the model reads the reason', async () => {
  await start('touch denied');
  const { id, request } = await requestOf();
  expect(request).toEqual({ tool: 'Bash', input: { command: 'touch denied', description: 'May I?' } });
  await decide(person, id, 'deny', { message: 'Wait for the freeze to end' });
  await sentIn(1);
  expect(hasRead(1, 'Wait for the freeze to end')).toBe(true);
  expect(isMade('denied')).toBe(false);
  expect(await requestOf('decided')).toMatchObject({ delivered_at: expect.any(String) });
});

test('a call is allowed', async () => {
  await start('touch allowed');
  await decide(person, (await requestOf()).id, 'allow');
  await sentIn(1);
  expect(isMade('allowed')).toBe(true);
});

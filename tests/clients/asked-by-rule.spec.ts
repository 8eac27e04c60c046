/** A person decides about a call of a real Copilot CLI that a rule asks about. Its scripted model reads what the person said. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { AgentExecutionClient, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { decide, listDecisions, type PlacedDecision } from '@/lib/agent-execution/decisions';
import { type OwnServer, startOwnServer } from '@/tests/support/own-server';
import { PATIENCE } from './captured';
import { type ClientPlace, createPlace, startClient } from './client-run';
import { copilot } from './clients/copilot';
import { connect } from './connect';
import { createConversation } from './model/conversation';
import { type ModelServer, startModel } from './model/server';
import { signIn } from './sign-in';

const PROMPT = 'Release the cart';
const END = { text: 'The cart is released.' };
const { dialect, begin, hasRead } = createConversation(copilot.dialect, END);

let server: OwnServer;
let person: AgentExecutionClient;
let place: ClientPlace;
let model: ModelServer;

beforeAll(async () => {
  server = await startOwnServer({ NEXT_PUBLIC_SUPABASE_URL: '', NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '' });
  person = await signIn(server);
  const rules = [{ effect: 'ask', action: 'command', pattern: 'touch *' }];
  await person.rpc('agent_save_decision_rules', { project: '', rules }).throwOnError();
  model = await startModel(dialect, {});
});
afterAll(async () => {
  await model?.stop();
  await server?.stop();
});
beforeEach(() => {
  place = createPlace('asked');
  return () => place.remove();
});

/** Starts a run whose model calls a command. All calls are allowed, so that only the rule asks. */
async function start(command: string) {
  begin([{ calls: [copilot.calls(place.project).run(command)] }]);
  const env = { ...copilot.env(model.origin), ...(await connect(server, 'copilot', place)) };
  return startClient(place, copilot.command(PROMPT, model.origin), env);
}

/** Returns the request of the run, once its status is as expected. */
const requestOf = (status = 'open'): Promise<PlacedDecision> =>
  vi.waitFor(async () => {
    const all = await listDecisions(person, { status: 'all' });
    const found = all.find(({ project }) => project === place.project);
    if (found?.status !== status) throw new Error(`No request is ${status}: ${JSON.stringify(all)}`);
    return found;
  }, PATIENCE);

const isMade = (file: string) => existsSync(join(place.project, file));

test('a call is denied, and the model reads the reason', async () => {
  const { ended } = await start('touch denied');
  await decide(person, (await requestOf()).id, 'deny', { message: 'Wait for the freeze to end' });
  expect((await ended).output).toContain(END.text);
  expect(hasRead(1, 'Wait for the freeze to end')).toBe(true);
  expect(isMade('denied')).toBe(false);
});

test('a call is allowed with another input', async () => {
  const { ended } = await start('touch asked');
  const { id, request } = await requestOf();
  const input = { ...(request.input as JsonObject), command: 'touch edited && echo it is edited' };
  await decide(person, id, 'allow', { input });
  await ended;
  expect(hasRead(1, 'it is edited')).toBe(true);
  expect([isMade('asked'), isMade('edited')]).toEqual([false, true]);
  expect(await requestOf('decided')).toMatchObject({ delivered_at: expect.any(String) });
});

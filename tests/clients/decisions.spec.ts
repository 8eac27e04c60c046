/** A person decides for a real Claude Code, whose scripted model reads what became of its calls. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AgentExecutionClient, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import {
  type DecideOptions,
  decide,
  listDecisions,
  type PlacedDecision,
} from '@/lib/agent-execution/decisions';
import { type OwnServer, startOwnServer } from '@/tests/support/own-server';
import { get, PATIENCE } from './captured';
import { type ClientPlace, createPlace, startClient, writePlaced } from './client-run';
import { acceptedBefore, claudeCode } from './clients/claude-code';
import { connect } from './connect';
import { programOf } from './installed';
import { createConversation } from './model/conversation';
import type { ModelTurn } from './model/script';
import { type ModelServer, startModel } from './model/server';
import { signIn } from './sign-in';
import { startAtTerminal, type TerminalRun } from './terminal';

const PROMPT = 'Release the cart';
const END = { text: 'The cart is released.' };
/** Longer than the server waits for a person. */
const HOLD_MS = 70_000;

let server: OwnServer;
let person: AgentExecutionClient;
let place: ClientPlace;
let model: ModelServer;
let terminal: TerminalRun | undefined;
const { dialect, begin, sentIn, hasRead } = createConversation(claudeCode.dialect, END);

const run = (command: string): ModelTurn => ({ calls: [claudeCode.calls(place.project).run(command)] });
const say = (name: string, input: JsonObject): ModelTurn => ({ calls: [{ name, input }] });
const isMade = (file: string) => existsSync(join(place.project, file));

async function prepare() {
  return { ...claudeCode.env(model.origin), ...(await connect(server, 'claude-code', place)) };
}

/** Starts a run without a terminal, in which nothing may be done without permission. */
const startAlone = async () =>
  startClient(
    place,
    [programOf('claude'), '--print', PROMPT, '--permission-mode', 'default'],
    await prepare(),
  );

/** Starts a run at a terminal. */
async function startSeen(mode = 'default'): Promise<TerminalRun> {
  const env = await prepare();
  writePlaced(place, '~/.claude.json', acceptedBefore(place.project, env.ANTHROPIC_API_KEY));
  terminal = startAtTerminal(place, [programOf('claude'), PROMPT, '--permission-mode', mode], env);
  return terminal;
}

/** Returns the newest request of the run, once it is as wanted. */
const requestOf = (
  isWanted: (decision: PlacedDecision) => boolean = ({ status }) => status === 'open',
  timeout = PATIENCE.timeout,
) =>
  vi.waitFor(
    async () => {
      const all = await listDecisions(person, { status: 'all' });
      // A plan is a step that awaits approval until its request has arrived.
      const own = all.filter(({ project, kind }) => project === place.project && kind !== 'step');
      const found = own.find(isWanted);
      if (!found) throw new Error(`No request is as wanted: ${JSON.stringify(own)}`);
      return found;
    },
    { ...PATIENCE, timeout },
  );

const answer = (outcome: 'allow' | 'deny' | 'answer', options: DecideOptions) =>
  requestOf().then(({ id }) => decide(person, id, outcome, options));

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
  place = createPlace('decisions');
});
afterEach(async () => {
  await terminal?.close();
  terminal = undefined;
  place.remove();
});

describe('a call', () => {
  test('is denied, and the model reads the reason', async () => {
    begin([run('touch denied')]);
    const { ended } = await startAlone();
    await answer('deny', { message: 'Wait for the freeze to end' });
    expect((await ended).output).toContain(END.text);
    expect(hasRead(1, 'Wait for the freeze to end')).toBe(true);
    expect(isMade('denied')).toBe(false);
  });

  test('is allowed with another input', async () => {
    begin([run('touch asked')]);
    const { ended } = await startAlone();
    const { id, request } = await requestOf();
    const input = { ...(request.input as JsonObject), command: 'touch edited && echo it is edited' };
    await decide(person, id, 'allow', { input });
    await ended;
    expect(hasRead(1, 'it is edited')).toBe(true);
    expect([isMade('asked'), isMade('edited')]).toEqual([false, true]);
    await requestOf(({ status, delivered_at }) => status === 'decided' && delivered_at !== null);
  });

  test('is answered at the terminal first', async () => {
    begin([run('touch typed')]);
    const seen = await startSeen();
    const { id } = await requestOf();
    await seen.type('\r', /1\.Yes/);
    await sentIn(1);
    expect(isMade('typed')).toBe(true);
    await requestOf(({ status }) => status === 'answered_elsewhere');
    await expect(decide(person, id, 'allow')).rejects.toMatchObject({ code: 'conflict' });
  });

  test(
    'without a decision in time is left to the terminal',
    async () => {
      begin([run('touch late')]);
      const seen = await startSeen();
      const { held_until } = await requestOf();
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Date.parse(held_until ?? '') + 2_000), {
        timeout: HOLD_MS,
        interval: 500,
      });
      expect(isMade('late')).toBe(false);
      expect(await requestOf()).toMatchObject({ status: 'open' });
      await seen.type('\r', /1\.Yes/);
      await sentIn(1);
      expect(isMade('late')).toBe(true);
      await requestOf(({ status }) => status === 'answered_elsewhere');
    },
    HOLD_MS + 60_000,
  );

  test(
    'stays open while the server restarts, and the agent gets the decision as a message',
    async () => {
      let isDown: Promise<void> | undefined;
      const restart = async () => {
        await isDown; // the client continues before the server has ended
        await server.start();
        person = await signIn(server);
        await answer('deny', { message: 'Wait for the freeze to end' });
        // Until the time of the wait is over, the response might still bring it.
        await requestOf(({ message_id }) => message_id !== null, HOLD_MS);
        return say('Read', { file_path: join(place.project, 'notes') });
      };
      begin([run('touch restarted'), restart]);
      writePlaced(place, 'notes', 'None');
      const { ended } = await startAlone();
      await requestOf();
      isDown = server.end('SIGTERM');
      const { code, output } = await ended;
      expect(code, output).toBe(0);
      expect(hasRead(1, 'Wait for the freeze to end')).toBe(false);
      expect(hasRead(2, 'Wait for the freeze to end')).toBe(true);
      expect(isMade('restarted')).toBe(false);
    },
    HOLD_MS + 60_000,
  );
});

test('a question is answered', async () => {
  const question = 'Which database?';
  const options = ['Postgres', 'SQLite'].map((label) => ({ label, description: `Use ${label}` }));
  begin([
    say('AskUserQuestion', { questions: [{ question, header: 'Database', multiSelect: false, options }] }),
  ]);
  await startSeen();
  await answer('answer', { answers: { [question]: 'SQLite' } });
  await sentIn(1);
  expect(hasRead(1, '\\"Which database?\\"=\\"SQLite\\"')).toBe(true);
});

test('a plan is rejected with a reason, and approved with an edit, but not by the hash of the older one', async () => {
  /** The client names a file for the plan, and asks for approval of what is in it. */
  const write = (content: string) => async () => {
    const [file_path = ''] = /\/[^"\s]*\/\.claude\/plans\/[\w-]+\.md/.exec(await sentIn(0)) ?? [];
    return say('Write', { file_path, content });
  };
  const exit = say('ExitPlanMode', {});
  begin([write('# Ship\n\n1. Build\n2. Deploy'), exit, write('# Ship\n\n1. Test\n2. Deploy'), exit]);
  await startSeen('plan');
  const first = await requestOf();
  expect(first.kind).toBe('plan');
  await decide(person, first.id, 'deny', { hash: first.hash ?? '', message: 'Test it before' });
  await sentIn(2);
  expect(hasRead(2, 'Test it before')).toBe(true);

  const second = await requestOf();
  expect(second.hash).not.toBe(first.hash);
  await expect(decide(person, second.id, 'allow', { hash: first.hash ?? '' })).rejects.toMatchObject({
    code: 'conflict',
  });
  const input = { ...(second.request.input as JsonObject), plan: '# Ship\n\n1. Test in the morning' };
  await decide(person, second.id, 'allow', { hash: second.hash ?? '', input });
  await sentIn(4);
  expect(hasRead(4, '1. Test in the morning')).toBe(true);
});

describe('a rule', () => {
  const save = (effect: string, pattern: string) =>
    person
      .rpc('agent_save_decision_rules', {
        project: place.project,
        rules: [{ effect, action: 'command', pattern }],
      })
      .throwOnError();

  test('denies a call before it begins', async () => {
    await save('deny', 'touch *');
    begin([run('touch forbidden')]);
    await (await startAlone()).ended;
    expect(hasRead(1, 'deny command touch *')).toBe(true);
    expect(isMade('forbidden')).toBe(false);
  });

  test('allows what the client asks, and no person is asked', async () => {
    await save('allow', 'touch *');
    begin([run('touch allowed')]);
    await (await startAlone()).ended;
    expect(isMade('allowed')).toBe(true);
    expect(await get<PlacedDecision[]>(server, '/api/v1/decisions?status=all')).not.toContainEqual(
      expect.objectContaining({ project: place.project }),
    );
  });
});

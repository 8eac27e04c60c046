/** A person decides for a real Claude Code, whose scripted model reads the outcome of its calls. */
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { DecideOptions, PlacedDecision } from '@/lib/agent-execution/decisions';
import { get } from './captured';
import { writePlaced } from './client-run';
import { acceptedBefore, claudeCode } from './clients/claude-code';
import { createDecisionRuns, has } from './decision-runs';
import { programOf } from './installed';
import { createConversation } from './model/conversation';
import type { ModelTurn } from './model/script';

const PROMPT = 'Release the cart';
const END = { text: 'The cart is released.' };
/** Longer than the server waits for a person. */
const HOLD_MS = 70_000;

const { dialect, begin, sentIn, hasRead } = createConversation(claudeCode.dialect, END);
const runs = createDecisionRuns(claudeCode, dialect);
const { requestOf, decide, isMade } = runs;

const run = (command: string): ModelTurn => ({ calls: [claudeCode.calls(runs.place.project).run(command)] });
const say = (name: string, input: JsonObject): ModelTurn => ({ calls: [{ name, input }] });

/** Starts a run without a terminal, in which nothing may be done without permission. */
const startAlone = () => runs.start([programOf('claude'), '--print', PROMPT, '--permission-mode', 'default']);

/** Starts a run at a terminal. */
function startSeen(mode = 'default') {
  const { ANTHROPIC_API_KEY } = claudeCode.env(runs.origin);
  writePlaced(runs.place, '~/.claude.json', acceptedBefore(runs.place.project, ANTHROPIC_API_KEY));
  return runs.startSeen([programOf('claude'), PROMPT, '--permission-mode', mode]);
}

const answer = (outcome: 'allow' | 'deny' | 'answer', options: DecideOptions) =>
  requestOf().then(({ id }) => decide(id, outcome, options));

describe('a call', () => {
  test('is denied, and the model reads the reason', async () => {
    begin([run('touch denied')]);
    const { ended } = await startAlone();
    await answer('deny', { message: 'Wait for the freeze to end' });
    expect((await ended).output).toContain(END.text);
    expect(hasRead(1, 'Wait for the freeze to end')).toBe(true);
    expect(isMade('denied')).toBe(false);
  });

  test('is allowed with an edited input', async () => {
    begin([run('touch asked')]);
    const { ended } = await startAlone();
    const { id, request } = await requestOf();
    const input = { ...(request.input as JsonObject), command: 'touch edited && echo it is edited' };
    await decide(id, 'allow', { input });
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
    await requestOf(has('answered_elsewhere'));
    await expect(decide(id, 'allow')).rejects.toMatchObject({ code: 'conflict' });
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
      await requestOf(has('answered_elsewhere'));
    },
    HOLD_MS + 60_000,
  );

  test(
    'stays open while the server restarts, and the agent gets the decision as a message',
    async () => {
      let isDown: Promise<void> | undefined;
      const restart = async () => {
        await isDown; // the client continues before the server has ended
        await runs.restart();
        await answer('deny', { message: 'Wait for the freeze to end' });
        // Until the time of the wait is over, the response might still bring it.
        await requestOf(({ message_id }) => message_id !== null, HOLD_MS);
        return say('Read', { file_path: join(runs.place.project, 'notes') });
      };
      begin([run('touch restarted'), restart]);
      writePlaced(runs.place, 'notes', 'None');
      const { ended } = await startAlone();
      await requestOf();
      isDown = runs.server.end('SIGTERM');
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
  await decide(first.id, 'deny', { hash: first.hash ?? '', message: 'Test it before' });
  await sentIn(2);
  expect(hasRead(2, 'Test it before')).toBe(true);

  const second = await requestOf();
  expect(second.hash).not.toBe(first.hash);
  await expect(decide(second.id, 'allow', { hash: first.hash ?? '' })).rejects.toMatchObject({
    code: 'conflict',
  });
  const input = { ...(second.request.input as JsonObject), plan: '# Ship\n\n1. Test in the morning' };
  await decide(second.id, 'allow', { hash: second.hash ?? '', input });
  await sentIn(4);
  expect(hasRead(4, '1. Test in the morning')).toBe(true);
});

describe('a rule', () => {
  const save = (effect: string, pattern: string) =>
    runs.person
      .rpc('agent_save_decision_rules', {
        project: runs.place.project,
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
    expect(await get<PlacedDecision[]>(runs.server, '/api/v1/decisions?status=all')).not.toContainEqual(
      expect.objectContaining({ project: runs.place.project }),
    );
  });
});

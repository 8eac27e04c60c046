/** A person decides for a real Codex at a terminal. Its scripted model reads what the person said. */
import { expect, test, vi } from 'vitest';
import { PATIENCE } from './captured';
import { codex, codexAtTerminal } from './clients/codex';
import { createDecisionRuns, has } from './decision-runs';
import { createConversation } from './model/conversation';
import type { TerminalRun } from './terminal';

const PROMPT = 'Release the cart';
const { dialect, begin, sentIn, hasRead } = createConversation(codex.dialect, { text: 'It is released.' });
const runs = createDecisionRuns(codex, dialect);
const { startSeen, requestOf, decide, isMade } = runs;

/** Refuses the newer model that the client offers first. Keys that it does not read yet are lost, so they are typed again. */
async function keepModel(terminal: TerminalRun) {
  let isKept = false;
  void sentIn(0).then(() => {
    isKept = true;
  });
  await vi.waitFor(async () => {
    for (const key of ['2', '\r']) await terminal.type(key, /2\.Useexistingmodel/);
    await vi.waitFor(() => expect(isKept).toBe(true), { timeout: 2_000 });
  }, PATIENCE);
}

/** Starts a run whose model asks to run a command outside of the sandbox. */
async function start(cmd: string) {
  const sandbox = { sandbox_permissions: 'require_escalated', justification: 'May I?' };
  begin([{ calls: [{ name: 'exec_command', input: { cmd, yield_time_ms: 30_000, ...sandbox } }] }]);
  const terminal = await startSeen(codexAtTerminal(PROMPT, runs.origin, runs.place.project));
  await keepModel(terminal);
}

test('a call is denied, and the model reads the reason', async () => {
  await start('touch denied');
  const { id, request } = await requestOf();
  expect(request).toEqual({ tool: 'Bash', input: { command: 'touch denied', description: 'May I?' } });
  await decide(id, 'deny', { message: 'Wait for the freeze to end' });
  await sentIn(1);
  expect(hasRead(1, 'Wait for the freeze to end')).toBe(true);
  expect(isMade('denied')).toBe(false);
  expect(await requestOf(has('decided'))).toMatchObject({ delivered_at: expect.any(String) });
});

test('a call is allowed', async () => {
  await start('touch allowed');
  await decide((await requestOf()).id, 'allow');
  await sentIn(1);
  expect(isMade('allowed')).toBe(true);
});

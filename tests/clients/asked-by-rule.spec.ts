/** A person decides about a call of a real client that a rule asks about. Its scripted model reads what the person said. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { copilot } from './clients/copilot';
import { gemini } from './clients/gemini';
import { createDecisionRuns, has } from './decision-runs';
import { createConversation } from './model/conversation';

const PROMPT = 'Release the cart';
const END = { text: 'The cart is released.' };

describe.each([copilot, gemini])('$name', (client) => {
  const { dialect, begin, hasRead } = createConversation(client.dialect, END);
  const runs = createDecisionRuns(client, dialect);
  const { requestOf, decide, isMade } = runs;

  beforeAll(async () => {
    const rules = [{ effect: 'ask', action: 'command', pattern: 'touch *' }];
    await runs.person.rpc('agent_save_decision_rules', { project: '', rules }).throwOnError();
  });

  /** Starts a run whose model calls a command. All calls are allowed, so that only the rule asks. */
  async function start(command: string) {
    begin([{ calls: [client.calls(runs.place.project).run(command)] }]);
    return runs.start(client.command(PROMPT, runs.origin));
  }

  test('a call is denied, and the model reads the reason', async () => {
    const { ended } = await start('touch denied');
    await decide((await requestOf()).id, 'deny', { message: 'Wait for the freeze to end' });
    expect((await ended).output).toContain(END.text);
    expect(hasRead(1, 'Wait for the freeze to end')).toBe(true);
    expect(isMade('denied')).toBe(false);
  });

  test('a call is allowed with an edited input', async () => {
    const { ended } = await start('touch asked');
    const { id, request } = await requestOf();
    const input = { ...(request.input as JsonObject), command: 'touch edited && echo it is edited' };
    await decide(id, 'allow', { input });
    await ended;
    expect(hasRead(1, 'it is edited')).toBe(true);
    expect([isMade('asked'), isMade('edited')]).toEqual([false, true]);
    expect(await requestOf(has('decided'))).toMatchObject({ delivered_at: expect.any(String) });
  });
});

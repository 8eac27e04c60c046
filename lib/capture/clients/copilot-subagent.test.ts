import { expect, test } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { copilot } from './copilot';

const about = { agentId: 'a1', agentType: 'explore', parentAgentId: 's1' };

/** Returns an event of the session that starts the subagent. */
const outside = (fields: JsonObject) => ({ sessionId: 's1', ...about, agentName: 'explore', ...fields });

/** Returns an event of the subagent, whose session has its id. */
const inside = (fields: JsonObject) => ({ sessionId: 'a1', ...about, ...fields });

test('begins and ends a subagent by its own events', () => {
  const start = outside({ transcriptPath: '/home/a/events.jsonl' });
  expect(copilot.identify(start)).toMatchObject({ session: 's1', event: 'subagentStart' });
  expect(copilot.read(start)).toEqual([{ kind: 'subagent', subagent: 'a1', type: 'explore' }]);
  const stop = outside({ response: 'Two carts', stopReason: 'end_turn' });
  expect(copilot.identify(stop)).toMatchObject({ session: 's1', event: 'subagentStop' });
  expect(copilot.read(stop)).toEqual([{ kind: 'subagent_end', subagent: 'a1', result: 'Two carts' }]);
});

test('reads what a subagent does as part of the session that started it', () => {
  const call = { toolName: 'bash', toolArgs: { command: 'ls' } };
  const result = { ...call, toolResult: { resultType: 'success', textResultForLlm: 'cart.ts' } };
  expect(copilot.read(inside(call))).toMatchObject([{ kind: 'call', subagent: 'a1', target: 'ls' }]);
  expect(copilot.read(inside(result))).toMatchObject([{ kind: 'result', subagent: 'a1' }]);
  expect(copilot.identify(inside(result))).toMatchObject({ session: 's1', event: 'postToolUse' });
});

test('takes neither the prompt nor the end of a subagent for one of the session', () => {
  for (const [event, fields] of [
    ['userPromptSubmitted', { prompt: 'Find the carts' }],
    ['agentStop', { stopReason: 'end_turn' }],
    ['sessionEnd', { reason: 'complete' }],
  ] as const) {
    expect(copilot.identify(inside(fields))).toMatchObject({ session: 's1', event });
    expect(copilot.read(inside(fields))).toEqual([]);
  }
});

test('keeps the list of a subagent out of the list of the session', () => {
  const checklist = { toolName: 'update_todo', toolArgs: { todos: '- [ ] Look' } };
  const result = { ...checklist, toolResult: { resultType: 'success', textResultForLlm: 'Updated' } };
  expect(copilot.read(inside(result)).map(({ kind }) => kind)).toEqual(['result']);
});

test('notes an error of a subagent, after which the session continues', () => {
  const error = { error: { message: 'Quota exceeded' }, errorContext: 'model_call', recoverable: false };
  expect(copilot.read(inside(error))).toMatchObject([{ kind: 'note', subagent: 'a1' }]);
});

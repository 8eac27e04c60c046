import { expect, test } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Decision, DecisionAnswer, DecisionOutcome } from '@/lib/agent-execution/decisions';
import { deciderOf } from './responses';

const input = { command: 'npm publish' };
const payload = { hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: input };

function decisionOf(outcome: DecisionOutcome, answer: DecisionAnswer): JsonObject {
  const decision = { kind: 'tool_call', outcome, answer, request: { tool: 'Bash', input } };
  const decide = deciderOf('codex', payload, true);
  // The response depends on these fields alone.
  return decide?.(decision as unknown as Decision) ?? {};
}

const behavior = (decision: JsonObject) => ({
  hookSpecificOutput: { hookEventName: 'PermissionRequest', decision },
});

test('Codex reads whether a call is allowed, and why not', () => {
  expect(decisionOf('allow', { message: 'Go on' })).toEqual(behavior({ behavior: 'allow' }));
  expect(decisionOf('deny', { message: 'Not today' })).toEqual(
    behavior({ behavior: 'deny', message: 'Not today' }),
  );
});

test('Codex, which takes no other input, reads an edit as a reason to make another call', () => {
  expect(decisionOf('allow', { input: { command: 'npm pack' } })).toEqual(
    behavior({ behavior: 'deny', message: 'Use this instead: {"command":"npm pack"}' }),
  );
});

test('a hook that does not print the response does not wait', () => {
  expect(deciderOf('codex', payload, false)).toBeUndefined();
  expect(deciderOf('gemini', payload, true)).toBeUndefined();
});

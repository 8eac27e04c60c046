import { expect, test } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Decision, DecisionAnswer, DecisionOutcome } from '@/lib/agent-execution/decisions';
import { deciderOf } from './responses';

const input = { command: 'npm publish' };
const payload = { hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: input };

function decisionOf(
  outcome: DecisionOutcome,
  answer: DecisionAnswer,
  decide = deciderOf('codex', payload, true),
): JsonObject {
  const decision = { kind: 'tool_call', outcome, answer, request: { tool: 'Bash', input } };
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
  expect(deciderOf('gemini', { hook_event_name: 'BeforeTool', tool_input: input }, true)).toBeUndefined();
});

test('Gemini CLI reads a decision before the call, also with an edited input', () => {
  const call = { hook_event_name: 'BeforeTool', tool_name: 'run_shell_command', tool_input: input };
  const decide = deciderOf('gemini', { hook: 'askPerson', input: call }, true);
  expect(decisionOf('allow', {}, decide)).toEqual({ decision: 'allow' });
  expect(decisionOf('deny', { message: 'Not today' }, decide)).toEqual({
    decision: 'deny',
    reason: 'Not today',
  });
  expect(decisionOf('allow', { input: { command: 'npm pack' } }, decide)).toEqual({
    decision: 'allow',
    hookSpecificOutput: { hookEventName: 'BeforeTool', tool_input: { command: 'npm pack' } },
  });
});

test('Cursor reads a decision before the call, also with an edited input', () => {
  const call = { hook_event_name: 'preToolUse', tool_name: 'Shell', tool_input: input };
  const decide = deciderOf('cursor', { hook: 'askPerson', input: call }, true);
  expect(decisionOf('allow', {}, decide)).toEqual({ permission: 'allow' });
  expect(decisionOf('deny', { message: 'Not today' }, decide)).toEqual({
    permission: 'deny',
    user_message: 'Not today',
    agent_message: 'Not today',
  });
  expect(decisionOf('allow', { input: { command: 'npm pack' } }, decide)).toEqual({
    permission: 'allow',
    updated_input: { command: 'npm pack' },
  });
});

test('Copilot CLI reads a decision before the call, also with an edited input', () => {
  const toolArgs = { ...input, initial_wait: 30 };
  const decide = deciderOf('copilot', { hook: 'askPerson', input: { toolName: 'bash', toolArgs } }, true);
  expect(decisionOf('allow', {}, decide)).toEqual({ permissionDecision: 'allow' });
  expect(decisionOf('deny', { message: 'Not today' }, decide)).toEqual({
    permissionDecision: 'deny',
    permissionDecisionReason: 'Not today',
  });
  expect(decisionOf('allow', { message: 'Go', input: { command: 'npm pack' } }, decide)).toEqual({
    permissionDecision: 'allow',
    permissionDecisionReason: 'Go',
    modifiedArgs: { command: 'npm pack' },
  });
  expect(deciderOf('copilot', { hook: 'permissionRequest', input: {} }, true)).toBeUndefined();
});

test('the plugin of OpenCode reads the reply to a request, and answers in the order of the questions', () => {
  const decide = deciderOf('opencode', { hook: 'permission.asked' }, true);
  expect(decisionOf('allow', { message: 'Go' }, decide)).toEqual({ reply: 'once' });
  expect(decisionOf('deny', { message: 'Not today' }, decide)).toEqual({
    reply: 'reject',
    message: 'Not today',
  });
  expect(decisionOf('allow', { input: { command: 'npm pack' } }, decide)).toEqual({
    reply: 'reject',
    message: 'Use this instead: {"command":"npm pack"}',
  });
  const request = { questions: [{ question: 'Which?' }, { question: 'Where?' }] };
  const answer = (outcome: DecisionOutcome, said: DecisionAnswer) =>
    deciderOf(
      'opencode',
      { hook: 'question.asked' },
      true,
    )?.({ kind: 'question', outcome, answer: said, request } as unknown as Decision);
  expect(answer('answer', { answers: { 'Where?': 'Here', 'Which?': ['A', 'B'] } })).toEqual({
    answers: [['A', 'B'], ['Here']],
  });
  expect(answer('deny', { message: 'Ask later' })).toEqual({
    answers: [['No answer: Ask later'], ['No answer: Ask later']],
  });
});

import { expect, test } from 'vitest';
import { deciderOf } from './decisions/responses';
import { hookSlot, joinTexts } from './hook-response';

const respond = (client: string, payload: Record<string, string>, isRead = true) =>
  hookSlot(client, payload, isRead)?.respond('Use the other library');

test.each(['SessionStart', 'UserPromptSubmit', 'PostToolUse', 'PostToolUseFailure'])(
  'Claude Code takes a text as context of %s',
  (event) => {
    expect(respond('claude-code', { hook_event_name: event })).toEqual({
      hookSpecificOutput: { hookEventName: event, additionalContext: 'Use the other library' },
    });
  },
);

test.each([
  ['claude-code', 'Stop', { decision: 'block', reason: 'Use the other library' }],
  ['codex', 'Stop', { decision: 'block', reason: 'Use the other library' }],
  ['gemini', 'AfterAgent', { decision: 'deny', reason: 'Use the other library' }],
  ['cursor', 'stop', { followup_message: 'Use the other library' }],
])('a turn of %s continues with a text at %s', (client, event, response) => {
  expect(respond(client, { hook_event_name: event })).toEqual(response);
  expect(hookSlot(client, { hook_event_name: event }, true)?.continues).toBe(true);
});

test('Copilot CLI, whose events do not name themselves, continues as well', () => {
  expect(respond('copilot', { hook: 'agentStop' })).toMatchObject({ decision: 'block' });
});

test('an event whose response the client drops takes no text', () => {
  expect(respond('claude-code', { hook_event_name: 'PreToolUse' })).toBe(undefined);
  expect(respond('claude-code', { hook_event_name: 'Notification' })).toBe(undefined);
  expect(respond('opencode', { hook_event_name: 'Stop' })).toBe(undefined);
  expect(hookSlot('claude-code', 'text', true)).toBe(null);
});

test('an event with the name of a property of every object takes no text, and asks no person', () => {
  const sent = { hook_event_name: 'constructor' };
  expect(hookSlot('codex', sent, true)).toBeNull();
  expect(deciderOf('codex', sent, true)).toBeUndefined();
});

test('a command hook that does not print the response takes no text', () => {
  expect(respond('gemini', { hook_event_name: 'AfterTool' }, false)).toBe(undefined);
  expect(respond('claude-code', { hook_event_name: 'SessionStart' }, false)).toBe(undefined);
  expect(respond('claude-code', { hook_event_name: 'PostToolUse' }, false)).not.toBe(undefined);
});

test('memory is cut to what a client shows its model, and messages are whole', () => {
  expect(joinTexts('', 'x'.repeat(20_000)).length).toBeLessThan(10_000);
  const messages = 'm'.repeat(9_990);
  expect(joinTexts(messages, 'memory')).toBe(messages);
  expect(joinTexts('Stop', 'memory')).toBe('Stop\n\nmemory');
});

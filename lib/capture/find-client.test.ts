import { expect, test } from 'vitest';
import { findClient } from './find-client';

test('prepares the events of hooks, so that secrets in nested JSON are found', () => {
  const event = { sessionId: 's1', toolName: 'bash', toolArgs: '{"command":"ls"}' };
  expect(findClient('copilot')?.prepare?.(event)).toMatchObject({ toolArgs: { command: 'ls' } });
});

test.each(['claude-code', 'codex', 'cursor'])('opens the line of a recorded stream of %s', (client) => {
  const body = { session_id: 's1', hook_event_name: 'Stop' };
  const line = { received_at: '2026-11-30T08:00:00Z', url: '/hook/Stop', body };
  expect(findClient(client)?.prepare?.(line)).toEqual(body);
});

test('leaves other events as they are', () => {
  const event = { session_id: 's1', hook_event_name: 'Stop' };
  expect(findClient('claude-code')?.prepare?.(event)).toEqual(event);
});

import { expect, test } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { codexRollout } from './codex-rollout';
import { placeOfFile } from './files/session-files';

/** Returns the events of rows, as name and the fields that matter. */
function eventsOf(rows: [type: string, payload: JsonObject][]) {
  const state = codexRollout.begin();
  return rows.flatMap(([type, payload], line) =>
    codexRollout
      .read(state, 's1', { file: 'main', line, row: { type, payload, timestamp: '2026-10-01T08:00:00Z' } })
      .map(({ event, payload: sent, facts }) => ({ event, sent, facts })),
  );
}

const call = (call_id: string, command: string): JsonObject => ({
  type: 'function_call',
  name: 'exec_command',
  call_id,
  arguments: JSON.stringify({ cmd: command }),
});

test('reads a command with the exit code of its event', () => {
  const item = { type: 'CommandExecution', id: 'c1', exit_code: 3, aggregated_output: 'oops\n' };
  const [event] = eventsOf([
    ['turn_context', { turn_id: 't1', cwd: '/srv/shop' }],
    ['response_item', call('c1', 'exit 3')],
    ['event_msg', { type: 'item_completed', item }],
    ['response_item', { type: 'function_call_output', call_id: 'c1', output: 'Output:\noops' }],
  ]);
  expect(event?.sent).toMatchObject({
    turn_id: 't1',
    cwd: '/srv/shop',
    tool_name: 'Bash',
    tool_input: { command: 'exit 3' },
    tool_response: { output: 'oops\n', exit_code: 3 },
  });
});

test('reads the output and the exit code of old versions', () => {
  const [event] = eventsOf([
    [
      'response_item',
      { type: 'local_shell_call', call_id: 'c1', action: { command: ['bash', '-lc', 'ls'] } },
    ],
    [
      'response_item',
      { type: 'function_call_output', call_id: 'c1', output: '{"output":"a","metadata":{"exit_code":0}}' },
    ],
  ]);
  expect(event?.sent).toMatchObject({
    tool_input: { command: 'ls' },
    tool_response: { output: 'a', exit_code: 0 },
  });
});

test('counts a prompt and usage once, however many events report them', () => {
  const usage = { input_tokens: 10, output_tokens: 2, total_tokens: 12 };
  const total = { type: 'token_count', info: { total_token_usage: usage, last_token_usage: usage } };
  const events = eventsOf([
    ['event_msg', { type: 'user_message', message: 'Do it' }],
    ['event_msg', { type: 'item_completed', item: { type: 'UserMessage', content: [{ text: 'Do it' }] } }],
    ['event_msg', total],
    ['event_msg', total],
    ['event_msg', { type: 'task_complete', last_agent_message: 'Done' }],
  ]);
  expect(events.map(({ event }) => event)).toEqual(['UserPromptSubmit', 'usage', 'Stop']);
});

test('finds the session in the name of a file', () => {
  const id = '01a22406-86ba-7df0-8434-85a435a05b6d';
  const path = `/home/ada/.codex/sessions/2026/10/01/rollout-2026-10-01T08-00-00-${id}.jsonl`;
  expect(placeOfFile('codex', path)).toEqual({ session: id, file: 'main' });
  expect(placeOfFile('codex', '/home/ada/.codex/history.jsonl')).toBe(null);
});

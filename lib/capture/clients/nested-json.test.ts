import { expect, it } from 'vitest';
import { cutPayload } from '../cut-payload';
import { redact } from '../redaction/redact';
import { copilot } from './copilot';
import { cursor } from './cursor';
import { parseFields } from './nested-json';

it.each([
  ['an object', '{"a":1}', { a: 1 }],
  ['a list', ' [1]', [1]],
  ['another text', 'npm test', 'npm test'],
  ['the JSON of a text', '"a\\nb"', 'a\nb'],
  ['a text that is JSON by chance', '12', '12'],
  ['half of an object', '{"a":', '{"a":'],
  ['a value that nests too deeply', '['.repeat(200) + ']'.repeat(200), '['.repeat(200) + ']'.repeat(200)],
  ['a number', 1, 1],
])('reads %s', (_, sent, value) => {
  expect(parseFields({ sent, other: '{}' }, ['sent', 'missing'])).toStrictEqual({ sent: value, other: '{}' });
});

const clean = (client: typeof cursor, payload: Parameters<typeof cursor.read>[0]) =>
  redact(cutPayload(client.prepare?.(payload) ?? payload), 'key');

it('keeps the exit code of Cursor that follows a long output', () => {
  const payload = {
    conversation_id: 's1',
    hook_event_name: 'postToolUse',
    tool_name: 'Shell',
    tool_input: { command: 'npm test' },
    tool_output: JSON.stringify({ stdout: 'x '.repeat(100_000), exitCode: 3 }),
  };
  expect(cursor.read(clean(cursor, payload))).toMatchObject([
    { kind: 'result', row: { after_state: { exit_code: 3 } } },
  ]);
});

it('keeps the name of a file of Copilot CLI with a long text', () => {
  const toolArgs = JSON.stringify({ file_text: 'x '.repeat(100_000), path: '/srv/shop/a.md' });
  const input = { sessionId: 's1', toolName: 'create', toolArgs, toolResult: { resultType: 'success' } };
  for (const payload of [input, { hook: 'postToolUse', input }, { url: 'postToolUse', body: input }]) {
    expect(copilot.read(clean(copilot, payload))).toMatchObject([
      { kind: 'result', row: { entity_id: '/srv/shop/a.md' } },
    ]);
  }
});

it.each([
  [cursor, 'tool_output'],
  [copilot, 'toolArgs'],
])('redacts a secret that only the structure of a nested text shows', (client, field) => {
  const text = JSON.stringify({ variables: [{ name: 'password', value: 'tigerlily' }] });
  expect(JSON.stringify(clean(client, { [field]: text }))).not.toContain('tigerlily');
});

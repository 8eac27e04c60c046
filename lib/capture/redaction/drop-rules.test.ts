import { expect, test } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { type DropRule, dropContents } from './drop-rules';

const drop = (payload: JsonObject, ...rules: DropRule[]) => dropContents(payload, rules, 'key');

const SECRET = 'the content';
const path = '/work/app/secrets/db.txt';
const payload = {
  session_id: 's1',
  hook_event_name: 'PostToolUse',
  tool_name: 'Read',
  tool_use_id: 'toolu_1',
  cwd: '/work/app',
  tool_input: { file_path: path, content: SECRET },
  tool_response: { file: { filePath: path, content: SECRET }, lines: [SECRET], exitCode: 3 },
};

const dropped = expect.stringMatching(/^\[redacted:dropped:[0-9a-f]{6}\]$/);
const expected = {
  ...payload,
  tool_input: { file_path: path, content: dropped },
  tool_response: { file: { filePath: path, content: dropped }, lines: dropped, exitCode: 3 },
};

test.each<[string, DropRule]>([
  ['a folder', { path_glob: 'secrets/**' }],
  ['a name', { path_glob: '*.txt' }],
  ['an absolute path', { path_glob: '/work/app/secrets/*' }],
  ['any depth', { path_glob: '**/secrets/*.txt' }],
  ['a tool', { tool: 'Read' }],
  ['the start of a tool', { tool: 'Re*' }],
])('drops the contents that a rule names by %s', (_, rule) => {
  expect(drop(payload, { tool: 'Write' }, rule)).toEqual(expected);
});

test.each<[string, DropRule]>([
  ['another folder', { path_glob: 'public/**' }],
  ['a part of a name', { path_glob: 'secret' }],
  ['another tool', { tool: 'read' }],
  ['the folder of the session', { path_glob: '/work/app' }],
])('keeps a payload that no rule names: %s', (_, rule) => {
  expect(drop(payload, rule)).toBe(payload);
});

/** Each event has the content and names a file or a tool in its own way. */
const EVENTS: [string, DropRule, JsonObject][] = [
  ['a hidden file in a folder', { path_glob: 'secrets/**' }, { path: 'secrets/.env', text: SECRET }],
  ['a hidden file by a star', { path_glob: '*' }, { path: '.npmrc', text: SECRET }],
  ['a hidden file by its name', { path_glob: '{.env*,*.pem}' }, { path: 'a/.env.local', text: SECRET }],
  ['a path of Windows', { path_glob: 'secrets/*' }, { filePath: 'C:\\app\\secrets\\db.txt', text: SECRET }],
  ['a command', { path_glob: 'secrets/*' }, { tool_input: { command: 'cat "secrets/a">x' }, out: SECRET }],
  ['a list of words', { path_glob: '*.pem' }, { args: { cmd: ['cat', 'a.pem'] }, out: SECRET }],
  [
    'a patch',
    { path_glob: 'my secrets/*' },
    { input: `*** Begin Patch\n*** Update File: my secrets/a\n+${SECRET}\n*** End Patch` },
  ],
  [
    'arguments as JSON in telemetry',
    { path_glob: 'secrets/*' },
    { telemetry: 'log', name: 'tool', attributes: { arguments: '{"path":"secrets/a"}', output: SECRET } },
  ],
  [
    'a tool of telemetry',
    { tool: 'Bash' },
    {
      telemetry: 'log',
      name: 'codex.tool_result',
      attributes: { tool_name: 'exec_command', output: SECRET },
    },
  ],
  [
    'a tool of a span',
    { tool: 'read' },
    {
      telemetry: 'span',
      attributes: { 'gen_ai.tool.name': 'read', 'gen_ai.tool.call.result': { a: SECRET } },
    },
  ],
  ['a hook of Cursor', { tool: 'Shell' }, { hook_event_name: 'afterShellExecution', output: SECRET }],
  [
    'a tool of a plugin',
    { tool: 'bash' },
    { hook: 'tool.execute.after', input: { tool: 'bash' }, output: { output: SECRET } },
  ],
];

test.each(EVENTS)('finds %s', (_, rule, event) => {
  const text = JSON.stringify(drop(event, rule));
  expect(JSON.stringify(event)).toContain(SECRET);
  expect(text).not.toContain(SECRET);
  expect(text).toContain('[redacted:dropped:');
});

test('keeps the envelope of telemetry', () => {
  const envelope = { telemetry: 'span', at: '2026-11-30T10:00:00Z', trace: 'a1', service: 'codex' };
  const event = { ...envelope, attributes: { 'gen_ai.tool.name': 'Bash', output: SECRET } };
  expect(drop(event, { tool: 'Bash' })).toMatchObject(envelope);
});

test('marks different contents differently, so that neither event counts as the other one again', () => {
  const first = drop({ tool_name: 'Bash', output: 'a' }, { tool: 'Bash' });
  expect(drop({ tool_name: 'Bash', output: 'b' }, { tool: 'Bash' })).not.toEqual(first);
  expect(drop({ tool_name: 'Bash', output: 'a' }, { tool: 'Bash' })).toEqual(first);
});

test('drops the result of a call whose input was dropped before', () => {
  const { tool_input } = drop(
    { tool_name: 'Bash', tool_input: { command: 'cat secrets/a' } },
    { path_glob: 'secrets/*' },
  );
  const result = { tool_name: 'Bash', tool_input: tool_input ?? null, tool_response: SECRET };
  expect(drop(result, { path_glob: 'secrets/*' })).toMatchObject({ tool_response: dropped });
});

test('drops single calls of a batch', () => {
  const other = { tool_name: 'Write', tool_response: SECRET };
  const batch = {
    hook_event_name: 'PostToolBatch',
    tool_calls: [{ tool_name: 'Bash', tool_response: SECRET }, other],
  };
  expect(drop(batch, { tool: 'Bash' })).toEqual({
    ...batch,
    tool_calls: [{ tool_name: 'Bash', tool_response: dropped }, other],
  });
});

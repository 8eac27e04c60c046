import { expect, test } from 'vitest';
import { dropContents } from './drop-rules';

const payload = {
  session_id: 's1',
  hook_event_name: 'PostToolUse',
  tool_name: 'Read',
  tool_use_id: 'toolu_1',
  tool_input: { file_path: '/work/app/secrets/db.txt', content: 'text' },
  tool_response: {
    file: { filePath: '/work/app/secrets/db.txt', content: 'text' },
    lines: ['text'],
    exitCode: 3,
  },
};
const subject = { tool: 'Read', paths: ['/work/app/secrets/db.txt'] };

const dropped = '[dropped by a rule]';
const expected = {
  ...payload,
  tool_input: { file_path: '/work/app/secrets/db.txt', content: dropped },
  tool_response: {
    file: { filePath: '/work/app/secrets/db.txt', content: dropped },
    lines: dropped,
    exitCode: 3,
  },
};

test.each([
  ['a folder', 'secrets/**'],
  ['a name', '*.txt'],
  ['an absolute path', '/work/app/secrets/*'],
  ['any depth', '**/secrets/*.txt'],
])('drops the body of a file that a rule names by %s', (_, path_glob) => {
  expect(dropContents(payload, subject, [{ path_glob }])).toEqual(expected);
});

test('drops the body of a tool that a rule names', () => {
  expect(dropContents(payload, subject, [{ tool: 'Write' }, { tool: 'Read' }])).toEqual(expected);
});

test('reads the paths of Windows', () => {
  expect(
    dropContents(payload, { paths: ['C:\\app\\secrets\\db.txt'] }, [{ path_glob: 'secrets/*' }]),
  ).toEqual(expected);
});

test.each([
  ['another folder', { path_glob: 'public/**' }],
  ['a part of a name', { path_glob: 'secret' }],
  ['another tool', { tool: 'read' }],
])('keeps a payload that no rule names: %s', (_, rule) => {
  expect(dropContents(payload, subject, [rule])).toBe(payload);
});

test('drops what fields of a response hold in text, whatever their names', () => {
  const event = { tool_name: 'Bash', tool_input: { command: 'cat x' }, tool_response: 'text' };
  expect(dropContents(event, { tool: 'Bash', paths: [] }, [{ tool: 'Bash' }])).toEqual({
    tool_name: 'Bash',
    tool_input: { command: dropped },
    tool_response: dropped,
  });
});

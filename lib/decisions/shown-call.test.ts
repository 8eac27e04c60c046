import { expect, test } from 'vitest';
import { showCall } from './shown-call';

test('a command is shown with what the agent says about it', () => {
  expect(showCall({ command: 'npm test', description: 'Run the tests', timeout: 5 })).toEqual({
    command: 'npm test',
    description: 'Run the tests',
    file: null,
    changes: [],
    rest: { timeout: 5 },
  });
});

test.each([
  [
    { old_string: 'a', new_string: 'b', replace_all: true },
    [{ before: 'a', after: 'b' }],
    { replace_all: true },
  ],
  [{ content: 'all' }, [{ before: '', after: 'all' }], {}],
  [
    {
      edits: [
        { old_string: 'a', new_string: 'b' },
        { old_string: 'c', new_string: '' },
      ],
    },
    [
      { before: 'a', after: 'b' },
      { before: 'c', after: '' },
    ],
    {},
  ],
])('an edit %j is shown as changes of its file', (input, changes, rest) => {
  expect(showCall({ file_path: '/srv/a.ts', ...input })).toMatchObject({ file: '/srv/a.ts', changes, rest });
});

test('an input without either is shown as it is', () => {
  const input = { path: 'src', query: 'x', command: { not: 'a text' } };
  expect(showCall(input)).toMatchObject({ command: null, file: null, changes: [], rest: input });
});

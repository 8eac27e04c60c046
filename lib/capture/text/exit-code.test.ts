import { expect, it } from 'vitest';
import { splitError, splitOutput } from './exit-code';

it.each([
  ['Exit code: 3\nWall time: 0 seconds\nOutput:\noops\n', { exit_code: 3, output: 'oops\n' }],
  [
    'Wall time: 0.1 seconds\nProcess exited with code 0\nOutput:\nOutput:\n',
    { exit_code: 0, output: 'Output:\n' },
  ],
  ['Process exited with code 3', { exit_code: 3, output: '' }],
  [
    'Wall time: 9 seconds\nProcess running with session ID 7\nOutput:\n',
    { exit_code: undefined, output: '' },
  ],
])('splits the header from an output: %j', (text, split) => {
  expect(splitOutput(text)).toEqual(split);
});

it.each(['', 'oops\n', 'Exit code: 1\nbad\n', 'Exit code 1', 'Output:\nExit code: 1', 'one\nOutput:\ntwo'])(
  'finds no exit code in an output without a header: %j',
  (text) => {
    expect(splitOutput(text).exit_code).toBeUndefined();
  },
);

it('reads the exit code of an error', () => {
  expect(splitError('Exit code 3\noops')).toEqual({ exit_code: 3, output: 'oops' });
  expect(splitError('File not found')).toEqual({ output: '' });
});

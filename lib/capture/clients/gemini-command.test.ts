import { expect, it } from 'vitest';
import type { CommandOutput } from '../tools/command-tool';
import { geminiCommandOutput } from './gemini-command';

const CASES: [string, string, CommandOutput][] = [
  [
    'an output without an exit code, which means 0',
    '<untrusted_context>\nOutput: ok\nProcess Group PGID: 9\n</untrusted_context>',
    { stdout: 'ok', exit_code: 0, is_interrupted: false },
  ],
  [
    'an output that looks like the lines after it',
    'Output: Exit Code: 5\nExit Code: 2\nProcess Group PGID: 9',
    { stdout: 'Exit Code: 5', exit_code: 2, is_interrupted: false },
  ],
  [
    'no output',
    'Output: (empty)\nExit Code: 1\nProcess Group PGID: 9',
    { stdout: '', exit_code: 1, is_interrupted: false },
  ],
  [
    'a signal',
    'Output: half\nSignal: 9\nProcess Group PGID: 9',
    { stdout: 'half', exit_code: undefined, is_interrupted: true },
  ],
  [
    'an older version',
    'Command: ls\nDirectory: (root)\nOutput: a\nError: (none)\nExit Code: 0\nSignal: (none)\nBackground PIDs: (none)\nProcess Group PGID: 9',
    { stdout: 'a', exit_code: 0, is_interrupted: false },
  ],
  [
    'a command that a person stopped',
    'Command was cancelled by user before it could complete.',
    { stdout: 'Command was cancelled by user before it could complete.', is_interrupted: true },
  ],
  [
    'a command in the background',
    'Command is running in background. PID: 12',
    { stdout: 'Command is running in background. PID: 12', exit_code: undefined, is_interrupted: false },
  ],
];

it.each(CASES)('reads %s', (_, text, output) => {
  expect(geminiCommandOutput(text)).toStrictEqual(output);
});

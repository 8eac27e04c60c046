import { expect, it } from 'vitest';
import { refusalOf } from './refused-call';

it.each([
  "The user doesn't want to proceed with this tool use. The tool use was rejected.",
  "The user doesn't want to take this action right now. STOP what you are doing.",
  'Permission to use Bash with command rm -rf /srv has been denied.',
  'Permission for this action has been denied. Reason: it deletes files',
  "Claude requested permissions to write to /etc/hosts, but you haven't granted it yet.",
  'This Bash command contains multiple operations. The following part requires approval: rm a',
  '[Request interrupted by user for tool use]',
  'PreToolUse:Bash hook error: [guard.sh]: no deletions',
  'PreToolUse hook did not respond before its timeout.',
  'User denied tool use',
])('takes a text for a refusal: %s', (text) => {
  expect(refusalOf(text)).toBe(text);
});

it('removes the tags of an error', () => {
  expect(refusalOf('<tool_use_error>File has not been read yet</tool_use_error>')).toBe(
    'File has not been read yet',
  );
});

it.each([
  '',
  'Exit code 1\ndenied',
  'hello',
  'rm: Permission denied',
  'User model: permission was denied twice',
])('takes no other text for a refusal: %s', (text) => {
  expect(refusalOf(text)).toBeUndefined();
});

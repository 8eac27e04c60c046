import { expect, test } from 'vitest';
import { alikeKey, alikeWords } from './alike';

const call = (tool: string) => ({ kind: 'tool_call' as const, request: { tool, input: {} } });

test('calls of the same tool are alike, and steps are; plans and questions are not', () => {
  expect(alikeKey(call('Bash'))).toBe(alikeKey(call('Bash')));
  expect(alikeKey(call('Bash'))).not.toBe(alikeKey(call('Edit')));
  expect(alikeKey({ kind: 'step', request: { action: 'deploy' } })).toBe('step');
  expect(alikeKey({ kind: 'plan', request: {} })).toBeNull();
  expect(alikeKey({ kind: 'question', request: {} })).toBeNull();
});

test('says how many there are', () => {
  expect(alikeWords(call('Bash'), 3)).toBe('3 calls of Bash');
  expect(alikeWords({ kind: 'step', request: {} }, 2)).toBe('2 steps');
});

import { expect, test } from 'vitest';
import { editFields, isEditable, readEditedInput } from './edited-input';

const input = { command: 'curl [redacted:bearer:1f3a9c] x.test', timeout: 5 };
const call = { kind: 'tool_call' as const, request: { tool: 'Bash', input } };
const edit = (changes: Record<string, string>, decision = call) => {
  const before = Object.fromEntries(editFields(decision).map(({ name, text }) => [name, text]));
  return readEditedInput(decision, (name) => changes[name] ?? before[name] ?? '');
};

test('fields that were not touched stay as they were shown', () => {
  expect(edit({ timeout: '60' })).toEqual({ input: { ...input, timeout: 60 } });
});

test('a changed field with the mark of a secret is refused by its name', () => {
  expect(edit({ command: `${input.command} -v` }).error?.message).toContain('command');
  expect(edit({ command: 'ls' })).toEqual({ input: { ...input, command: 'ls' } });
});

test('a field that is not valid JSON is refused by its name', () => {
  expect(edit({ timeout: '5 s' }).error?.message).toContain('timeout');
});

test('of a plan only its text is edited, and its other fields are kept', () => {
  const plan = { plan: '1. Build', planFilePath: '/srv/plan.md' };
  const decision = { kind: 'plan' as const, request: { tool: 'ExitPlanMode', input: plan, plan: plan.plan } };
  expect(editFields(decision).map(({ name }) => name)).toEqual(['plan']);
  expect(readEditedInput(decision, () => '1. Test\r\n2. Build')).toEqual({
    input: { ...plan, plan: '1. Test\n2. Build' },
  });
});

test('an input that was cut, a question and a step are not editable', () => {
  expect(isEditable(call)).toBe(true);
  expect(
    isEditable({ kind: 'tool_call', request: { tool: 'Bash', input: { text: 'echo', is_cut: true } } }),
  ).toBe(false);
  expect(isEditable({ kind: 'question', request: {} })).toBe(false);
  expect(isEditable({ kind: 'step', request: {} })).toBe(false);
});

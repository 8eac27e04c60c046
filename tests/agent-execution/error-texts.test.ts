import { describe, expect, test } from 'vitest';
import { cleanErrorText, cleanErrorTexts } from '@/lib/agent-execution/error-texts';

const bad = `at \0 and \ud83d half`;
const clean = 'at \ufffd and \ufffd half';
const long = 'x'.repeat(30_000);

describe('the text of an error', () => {
  test('loses characters that cannot be stored, and is otherwise unchanged', () => {
    expect(cleanErrorText(bad)).toBe(clean);
    expect(cleanErrorText('Zażółć 😀\n')).toBe('Zażółć 😀\n');
  });

  test('is cut to its limit and says how long it was', () => {
    const cut = cleanErrorText(long);
    expect(cut).toHaveLength(20_000);
    expect(cut).toMatch(/x… \[cut from 30,000 characters\]$/);
  });

  test('is never cut within a character', () => {
    for (const shift of ['', 'x'])
      expect(cleanErrorText(shift + '😀'.repeat(12_000)).isWellFormed()).toBe(true);
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ['error_message of any row', { error_message: bad }, 'error_message'],
  ['description beside an error_message', { description: bad, error_message: 'x' }, 'description'],
  ['description of a failed step', { action_type: 'fail_step', description: bad }, 'description'],
  ['description of a block over MCP', { outcome: 'block', description: bad }, 'description'],
  ['reasoning of a blocked plan', { status: 'blocked', agent_reasoning: bad }, 'agent_reasoning'],
  ['value of a blocker', { context_type: 'blockers', context_value: bad }, 'context_value'],
])('cleans the %s, also in a list and in a request of rows', (_, fields, name) => {
  const cleaned = { ...fields, [name]: clean };
  expect(cleanErrorTexts(fields)).toEqual(cleaned);
  expect(cleanErrorTexts([fields])).toEqual([cleaned]);
  expect(cleanErrorTexts({ logs: [fields] })).toEqual({ logs: [cleaned] });
});

test.each<[string, Record<string, unknown>]>([
  ['a description of work', { action_type: 'complete_step', description: bad }],
  ['the reasoning of a plan in progress', { status: 'in_progress', agent_reasoning: bad }],
  ['another value of context', { context_type: 'notes', context_value: bad }],
  ['a field within a value', { error_message: 'x', metadata: { error_message: bad } }],
])('leaves %s unchanged, to be refused', (_, fields) => {
  expect(cleanErrorTexts(fields)).toBe(fields);
});

test('cuts a blocker only where its bytes exceed 128 KB', () => {
  const value = (context_value: string) =>
    cleanErrorTexts({ context_type: 'blockers', context_value }) as { context_value: string };
  expect(value('x'.repeat(131_072)).context_value).toHaveLength(131_072);
  expect(value('x'.repeat(131_073)).context_value).toMatch(/^x{31900,}… \[cut from 131,073 characters\]$/);
  expect(new TextEncoder().encode(value('数'.repeat(60_000)).context_value).length).toBeLessThan(131_072);
});

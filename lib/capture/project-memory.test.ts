import { expect, test } from 'vitest';
import { estimateTokens } from '@/lib/agent-execution/tokens';
import { packMemory } from './project-memory';

const entry = (id: string, context_value: string) => ({
  id,
  context_type: 'result',
  context_key: `key ${id}`,
  context_value,
  updated_at: '2026-11-30T12:00:00Z',
  score: 1,
});

test('nothing becomes no text', () => {
  expect(packMemory([])).toEqual({ text: '', ids: [] });
});

test('long entries are shortened, and the whole has 2,000 tokens at most', () => {
  const { text, ids } = packMemory(
    [...'abcdefghij'].map((id) => entry(id, 'The total is off by a cent. '.repeat(200))),
  );
  expect(estimateTokens(text)).toBeLessThanOrEqual(2000);
  expect(ids.length).toBeGreaterThanOrEqual(3);
  expect(text).toContain('## result: key a (2026-11-30)');
});

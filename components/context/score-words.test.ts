import { expect, test } from 'vitest';
import { scoreWords } from './score-words';

test('names the components of a score', () => {
  const parts = { lexical: 7.25, dense: 0.5, usefulness: 1 / 3, words: ['login', 'flaki'] };
  expect(scoreWords({ parts })).toBe('words 7.3 (login, flaki) · meaning 0.50 · helped before 0.33');
  expect(scoreWords({ parts: { ...parts, dense: null, usefulness: -0.5 } })).toBe(
    'words 7.3 (login, flaki) · did not help before -0.50',
  );
  expect(scoreWords({ parts: { lexical: null, dense: null, usefulness: null, words: [] } })).toBe('');
});

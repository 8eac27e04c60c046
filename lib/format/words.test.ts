import { expect, it } from 'vitest';
import { formatBytes, formatCount, sentenceCase } from './words';

it('formats a count with its noun', () => {
  expect(formatCount(1, 'row')).toBe('1 row');
  expect(formatCount(12_000, 'row')).toBe('12,000 rows');
});

it('formats bytes with their unit', () => {
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(4200)).toBe('4.2 kB');
  expect(formatBytes(256_000)).toBe('256 kB');
  expect(formatBytes(1_500_000)).toBe('1.5 MB');
});

it('writes names of the API as words', () => {
  expect(sentenceCase('awaiting_approval')).toBe('Awaiting approval');
  expect(sentenceCase('')).toBe('');
});

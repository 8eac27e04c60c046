import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findFilesAlone, slowFiles, testFiles } from './support/test-files';

test.each(slowFiles)('%s names a test file', (pattern) => {
  expect(globSync(pattern, { exclude: ['node_modules'] })).not.toEqual([]);
});

test('a file that replaces modules runs alone, and one that only reads them does not', () => {
  const alone = findFilesAlone();
  expect(alone).toContain('lib/health.test.ts');
  expect(alone).not.toContain('tests/test-files.test.ts');
  expect(alone.length).toBeLessThan(globSync(testFiles).length / 5);
});

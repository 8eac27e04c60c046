import { expect, it } from 'vitest';
import { isUnifiedDiff, readUnifiedDiff } from './unified-diff';

const patch = [
  'diff --git a/x.sql b/x.sql',
  'index 1..2 100644',
  '--- a/x.sql',
  '+++ b/x.sql',
  '@@ -1,3 +1,3 @@ head',
  ' same',
  '--- a comment',
  '+++ another',
  'diff --git a/y b/y',
].join('\n');

it('distinguishes a patch from a list and from prose', () => {
  expect(isUnifiedDiff(patch)).toBe(true);
  expect(isUnifiedDiff('- one\n+ two\n--- three')).toBe(false);
  expect(isUnifiedDiff('total 176\n-rw-r--r-- 1 root')).toBe(false);
});

it('classifies each line, including lines that look like headers', () => {
  expect(readUnifiedDiff(patch).map((line) => line.kind)).toEqual([
    'meta',
    'meta',
    'meta',
    'meta',
    'hunk',
    'same',
    'removed',
    'added',
    'meta',
  ]);
});

it('classifies a patch that was cut off, and the text before it', () => {
  const text = ['$ git diff', '--- a/x', '+++ b/x', '@@ -1,3 +1,3 @@', ' same', '-one'].join('\n');
  expect(isUnifiedDiff(text)).toBe(true);
  expect(readUnifiedDiff(text).map((line) => line.kind)).toEqual([
    'same',
    'meta',
    'meta',
    'hunk',
    'same',
    'removed',
  ]);
});

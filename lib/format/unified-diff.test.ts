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

it('tells a patch from a list and from prose', () => {
  expect(isUnifiedDiff(patch)).toBe(true);
  expect(isUnifiedDiff('- one\n+ two\n--- three')).toBe(false);
  expect(isUnifiedDiff('total 176\n-rw-r--r-- 1 root')).toBe(false);
});

it('knows the part of each line, also where a line looks like a header', () => {
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

import { expect, it } from 'vitest';
import { readPatchFiles } from './patch-files';

const shape = (patch: string) =>
  readPatchFiles(patch).map(({ path, change, added, removed }) => ({ path, change, added, removed }));

it('names and counts each file of a patch of git', () => {
  const patch = [
    'diff --git a/src/cart.ts b/src/cart.ts',
    'index 1..2 100644',
    '--- a/src/cart.ts',
    '+++ b/src/cart.ts',
    '@@ -7,2 +7,3 @@',
    ' same',
    '-old',
    '+new',
    '+newer',
    'diff --git a/new.ts b/new.ts',
    'new file mode 100644',
    '--- /dev/null',
    '+++ b/new.ts',
    '@@ -0,0 +1 @@',
    '+one',
    'diff --git a/a.ts b/b.ts',
    'similarity index 100%',
    'rename from a.ts',
    'rename to b.ts',
    '',
  ].join('\n');
  expect(shape(patch)).toEqual([
    { path: 'src/cart.ts', change: 'changed', added: 2, removed: 1 },
    { path: 'new.ts', change: 'added', added: 1, removed: 0 },
    { path: 'b.ts', change: 'renamed', added: 0, removed: 0 },
  ]);
  expect(readPatchFiles(patch)[0]?.lines.map(({ number }) => number)).toEqual([undefined, 7, 8, 8, 9]);
});

it('reads the patches of apply_patch and of diff -u', () => {
  const agent = '*** Begin Patch\n*** Add File: a.md\n+one\n*** Delete File: b.md\n*** End Patch';
  expect(shape(agent)).toEqual([
    { path: 'a.md', change: 'added', added: 1, removed: 0 },
    { path: 'b.md', change: 'deleted', added: 0, removed: 0 },
  ]);
  const plain =
    '--- x.c\t2026-01-01\n+++ x.c\t2026-01-02\n@@ -1 +1 @@\n-a\n+b\n--- y.c\n+++ y.c\n@@ -1 +1 @@\n-a\n+b';
  expect(shape(plain)).toEqual([
    { path: 'x.c', change: 'changed', added: 1, removed: 1 },
    { path: 'y.c', change: 'changed', added: 1, removed: 1 },
  ]);
});

it('reads hunks without a file, and lines without a hunk', () => {
  expect(shape('@@ -1 +1 @@\n-a\n+b')).toEqual([{ path: '', change: 'changed', added: 1, removed: 1 }]);
  expect(shape('-const a\n+const b')).toEqual([{ path: '', change: 'changed', added: 1, removed: 1 }]);
});

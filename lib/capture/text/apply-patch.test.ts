import { expect, it } from 'vitest';
import { addedText, readPatch } from './apply-patch';

const PATCH = `*** Begin Patch
*** Add File: a.md
+# Cart
+
*** Update File: src/b.ts
*** Move to: src/c.ts
@@ function sum
 one
-two
+three
*** End of File
*** Delete File: d.ts
*** End Patch
`;

it('reads the files of a patch, a moved one under its new path', () => {
  expect(readPatch(PATCH)).toEqual([
    { path: 'a.md', change: 'add', lines: ['+# Cart', '+'] },
    { path: 'src/c.ts', change: 'update', lines: ['@@ function sum', ' one', '-two', '+three'] },
    { path: 'd.ts', change: 'delete', lines: [] },
  ]);
});

it('returns the text of a new file', () => {
  expect(readPatch(PATCH).slice(0, 1).map(addedText)).toEqual(['# Cart\n\n']);
});

it('finds no file in another text', () => {
  expect(readPatch('--- a\n+++ b\n+x')).toEqual([]);
});

/**
 * Classifies the lines of a patch as `git diff` and `diff -u` print it. `parsePatch` of `diff` does not fit: it throws for a patch that
 * was cut off, and omits header lines and text around the patch (docs/decisions/0035-own-code-beside-libraries.md).
 */
export type DiffLineKind = 'meta' | 'hunk' | 'added' | 'removed' | 'same';

const HUNK = /^@@ -\d+(,\d+)? \+\d+(,\d+)? @@/m;
const FILES = /^--- .*\n\+\+\+ /m;

/** Returns whether a text contains a patch. */
export function isUnifiedDiff(text: string): boolean {
  return HUNK.test(text) && FILES.test(text);
}

/** Returns each line with its kind. Lines before the first file header are `same`. */
export function readUnifiedDiff(text: string): { kind: DiffLineKind; text: string }[] {
  let isInHunk = false;
  return text.split('\n').map((line) => {
    if (
      /^(diff |index |--- |\+\+\+ |new file|deleted file|similarity|rename |old mode|new mode)/.test(line)
    ) {
      // In a hunk, "--- x" is the removed line "-- x". Only "diff " begins a new file.
      if (!isInHunk || line.startsWith('diff ')) {
        isInHunk = false;
        return { kind: 'meta', text: line };
      }
    }
    if (HUNK.test(line)) {
      isInHunk = true;
      return { kind: 'hunk', text: line };
    }
    if (!isInHunk) return { kind: 'same', text: line };
    if (line.startsWith('+')) return { kind: 'added', text: line };
    if (line.startsWith('-')) return { kind: 'removed', text: line };
    return { kind: 'same', text: line };
  });
}

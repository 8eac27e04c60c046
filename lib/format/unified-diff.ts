/** Patches as `git diff` and `diff -u` print them. */
export type DiffLineKind = 'meta' | 'hunk' | 'added' | 'removed' | 'same';

const HUNK = /^@@ -\d+(,\d+)? \+\d+(,\d+)? @@/m;
const FILES = /^--- .*\n\+\+\+ /m;

/** Whether a text is, or contains, a patch. */
export function isUnifiedDiff(text: string): boolean {
  return HUNK.test(text) && FILES.test(text);
}

/** Each line with its part in the patch; lines before the first file header count as unchanged. */
export function readUnifiedDiff(text: string): { kind: DiffLineKind; text: string }[] {
  let isInHunk = false;
  return text.split('\n').map((line) => {
    if (
      /^(diff |index |--- |\+\+\+ |new file|deleted file|similarity|rename |old mode|new mode)/.test(line)
    ) {
      // Within a hunk "--- x" is a removed line "-- x", unless a new file begins.
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

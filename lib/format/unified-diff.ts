/**
 * Reads a patch as `git diff`, `diff -u` and the tools of agents print it: with or without file headers and line numbers. `parsePatch`
 * of `diff` does not fit: it throws for a patch that was cut off, and omits header lines and text around the patch
 * (docs/decisions/0035-own-code-beside-libraries.md).
 */
export type DiffLineKind = 'meta' | 'hunk' | 'added' | 'removed' | 'same';

export interface DiffLine {
  kind: DiffLineKind;
  text: string;
  /** The line's number in the new file, or in the old one if it was removed; absent where the patch has no numbers. */
  number?: number;
}

const NUMBERED_HUNK = /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/m;
const FILES = /^--- .*\n\+\+\+ /m;
const GIT_META =
  /^(?:diff |index |--- |\+\+\+ |new file|deleted file|similarity|rename |old mode|new mode|Binary files )/;
/** The format of `apply_patch`, which names files by such lines. */
const AGENT_META = /^\*\*\* (?:Begin Patch|End Patch|End of File|(?:Add|Update|Delete) File: |Move to: )/;
/** A detection reads this much of a text. */
const SAMPLE_CHARACTERS = 20_000;

/** Returns whether a text is or contains a patch. */
export function isUnifiedDiff(text: string): boolean {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  if (NUMBERED_HUNK.test(sample) && FILES.test(sample)) return true;
  if (/^\s*@@(?: .*)?\n[-+ ]/.test(sample)) return true;
  return /^\*\*\* (?:Add|Update|Delete) File: /m.test(sample) || isBareDiff(sample);
}

/**
 * Returns whether all lines are added, removed or unchanged lines. The lines of a list begin with "- " too, so at least one sign must be
 * followed by something else than a blank or a digit.
 */
function isBareDiff(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [added, removed] = ['+', '-'].map((sign) => lines.filter((line) => line.startsWith(sign)));
  if (!added?.length || !removed?.length || !lines.every((line) => /^[-+ \t]/.test(line))) return false;
  return [...added, ...removed].some((line) => /^[-+](?:[^\s\d+-]|\t| {2,}\S)/.test(line));
}

/** Returns the lines of a patch with their kinds. Lines before the first header are `same`. */
export function readUnifiedDiff(text: string): DiffLine[] {
  const lines = text.split('\n');
  // Without any header, the whole text is one hunk.
  let hunk: Hunk | null = /^(?:@@|\*\*\* |diff |--- )/m.test(text) ? null : beginHunk('@@');
  return lines.map((line): DiffLine => {
    if (AGENT_META.test(line)) {
      hunk = beginHunk('@@');
      return { kind: 'meta', text: line };
    }
    // In a hunk, "--- x" is the removed line "-- x".
    if (GIT_META.test(line) && (hunk === null || hunk.isOver || line.startsWith('diff '))) {
      hunk = null;
      return { kind: 'meta', text: line };
    }
    if (/^@@(?: |$)/.test(line)) {
      hunk = beginHunk(line);
      return { kind: 'hunk', text: line };
    }
    return hunk === null ? { kind: 'same', text: line } : readLine(line, hunk);
  });
}

interface Hunk {
  /** The number of the next line in the old and the new file; 0 if unknown. */
  old: number;
  new: number;
  oldLeft: number;
  newLeft: number;
  isOver: boolean;
}

function beginHunk(head: string): Hunk {
  const [, old = '0', oldLeft = '1', next = '0', newLeft = '1'] =
    /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))?/.exec(head) ?? [];
  return {
    old: Number(old),
    new: Number(next),
    oldLeft: Number(oldLeft),
    newLeft: Number(newLeft),
    isOver: false,
  };
}

/** Reads a line of a hunk and counts it in the hunk. */
function readLine(text: string, hunk: Hunk): DiffLine {
  const kind = text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'same';
  const isNumbered = hunk.old > 0 || hunk.new > 0;
  const number = kind === 'removed' ? hunk.old : hunk.new;
  if (!isNumbered) return { kind, text };
  if (kind !== 'added') {
    hunk.old += 1;
    hunk.oldLeft -= 1;
  }
  if (kind !== 'removed') {
    hunk.new += 1;
    hunk.newLeft -= 1;
  }
  hunk.isOver = hunk.oldLeft <= 0 && hunk.newLeft <= 0;
  return { kind, text, number };
}

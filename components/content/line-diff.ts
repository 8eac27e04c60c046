/** Compares two texts by lines and folds unchanged lines. */
import { diffLines } from 'diff';

export type LineDiffRow =
  | { kind: 'same' | 'added' | 'removed'; text: string }
  | { kind: 'fold'; count: number };

const CONTEXT_LINES = 2;
/** Milliseconds after which a text is shown as replaced entirely. */
const TIMEOUT_MS = 250;

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function foldUnchanged(lines: string[], isFirst: boolean, isLast: boolean): LineDiffRow[] {
  const head = isFirst ? 0 : CONTEXT_LINES;
  const tail = isLast ? 0 : CONTEXT_LINES;
  const row = (text: string): LineDiffRow => ({ kind: 'same', text });
  if (lines.length <= head + tail + 1) return lines.map(row);
  return [
    ...lines.slice(0, head).map(row),
    { kind: 'fold', count: lines.length - head - tail },
    ...lines.slice(lines.length - tail).map(row),
  ];
}

export function diffText(before: string, after: string): LineDiffRow[] {
  const changes = diffLines(`${before}\n`, `${after}\n`, { timeout: TIMEOUT_MS });
  if (!changes) {
    return [
      ...linesOf(before).map((text) => ({ kind: 'removed' as const, text })),
      ...linesOf(after).map((text) => ({ kind: 'added' as const, text })),
    ];
  }
  return changes.flatMap((change, index): LineDiffRow[] => {
    const lines = linesOf(change.value);
    if (!change.added && !change.removed)
      return foldUnchanged(lines, index === 0, index === changes.length - 1);
    const kind = change.added ? 'added' : 'removed';
    return lines.map((text) => ({ kind, text }));
  });
}

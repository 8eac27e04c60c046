/** Writes edits as the lines of a unified diff, and reads such diffs. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { numberOf, objectOf } from '../payload';

/** Returns the lines of hunks { oldStart, oldLines, newStart, newLines, lines }; undefined if there is none. */
export function diffOfHunks(hunks: readonly Json[]): string | undefined {
  const lines = hunks.flatMap((value) => {
    const hunk = objectOf(value);
    const changed = Array.isArray(hunk.lines) ? hunk.lines.filter((line) => typeof line === 'string') : [];
    return changed.length > 0 ? [headOf(hunk), ...changed] : [];
  });
  return lines.length > 0 ? lines.join('\n') : undefined;
}

/** Returns the replacement of a text by another one, as a hunk whose place in the file is unknown. */
export function diffOfReplacement(before: string, after: string): string {
  return [
    '@@',
    ...linesOf(before).map((line) => `-${line}`),
    ...linesOf(after).map((line) => `+${line}`),
  ].join('\n');
}

/** Returns the hunks of a diff of one file, without the lines that name the file; undefined if there is none. */
export function hunksOf(diff: string): string | undefined {
  const lines = diff.replace(/\n$/, '').split('\n');
  const start = lines.findIndex((line) => line.startsWith('@@'));
  return start === -1 ? undefined : lines.slice(start).join('\n');
}

function headOf(hunk: JsonObject): string {
  const [oldStart, oldLines, newStart, newLines] = ['oldStart', 'oldLines', 'newStart', 'newLines'].map(
    (field) => numberOf(hunk[field]) ?? 0,
  );
  return `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

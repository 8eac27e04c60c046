/** Counts the lines that an edit added to and removed from files. */
import type { CapturedRow } from '../captured-row';
import { listOf, objectOf, textOf } from '../payload';
import { readPatch } from '../text/apply-patch';

/** The metadata of a row is small. */
const MAX_FILES = 20;

type Change = {
  path: string;
  added: number;
  removed: number;
};

const countLines = (text: string) => (text === '' ? 0 : text.replace(/\n$/, '').split('\n').length);

function countOf(lines: readonly string[], sign: string): number {
  return lines.filter((line) => line.startsWith(sign)).length;
}

/** Returns how many lines a row changed in each file. A text without a patch is the whole file. */
export function changesOf({ before_state, after_state, entity_id }: Partial<CapturedRow>): Change[] {
  const state = objectOf(after_state);
  const patch = textOf(state.patch);
  const path = textOf(state.path) ?? entity_id;
  const files = patch === undefined ? [] : readPatch(patch);
  if (files.length > 0) {
    const paths = listOf(state.paths).map(textOf);
    return files.slice(0, MAX_FILES).map((file, at) => ({
      path: paths[at] ?? file.path,
      added: countOf(file.lines, '+'),
      removed: countOf(file.lines, '-'),
    }));
  }
  if (path === undefined) return [];
  if (patch !== undefined) {
    const lines = patch.split('\n').filter((line) => !/^(?:\+\+\+|---) /.test(line));
    return [{ path, added: countOf(lines, '+'), removed: countOf(lines, '-') }];
  }
  const before = countLines(textOf(objectOf(before_state).text) ?? '');
  if (state.is_deleted === true) return [{ path, added: 0, removed: before }];
  const text = textOf(state.text);
  return text === undefined ? [] : [{ path, added: countLines(text), removed: before }];
}

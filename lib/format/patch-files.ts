/** Groups the lines of a patch by file. */
import { type DiffLine, readUnifiedDiff } from './unified-diff';

export interface PatchFile {
  /** Empty if the patch names no file. */
  path: string;
  change: 'changed' | 'added' | 'deleted' | 'renamed';
  added: number;
  removed: number;
  lines: DiffLine[];
}

const CHANGES = { Add: 'added', Update: 'changed', Delete: 'deleted' } as const;

/** Returns the files of a patch in order. Text before the first file belongs to a file without a path. */
export function readPatchFiles(patch: string): PatchFile[] {
  const files: PatchFile[] = [];
  let current: PatchFile | undefined;
  const begin = (path: string) => {
    current = { path, change: 'changed', added: 0, removed: 0, lines: [] };
    files.push(current);
    return current;
  };
  for (const line of readUnifiedDiff(patch)) {
    if (line.kind === 'meta') {
      if (beginsFile(line.text, current)) begin('');
      readMeta(line.text, current ?? begin(''));
      continue;
    }
    const file = current ?? begin('');
    file.lines.push(line);
    if (line.kind === 'added') file.added += 1;
    if (line.kind === 'removed') file.removed += 1;
  }
  for (const file of files) if (file.lines.at(-1)?.text === '') file.lines.pop();
  return files.filter((file) => file.path !== '' || file.lines.some((line) => line.text.trim() !== ''));
}

/** A file begins at its "diff" line. Patches without one have "---" lines only. */
function beginsFile(line: string, current: PatchFile | undefined): boolean {
  if (/^(?:diff |\*\*\* (?:Add|Update|Delete) File: )/.test(line)) return true;
  return line.startsWith('--- ') && (current === undefined || current.lines.length > 0);
}

function readMeta(line: string, file: PatchFile): void {
  const named = /^\*\*\* (Add|Update|Delete) File: (.+)$/.exec(line);
  const change = named?.[1];
  if (change === 'Add' || change === 'Update' || change === 'Delete') {
    file.change = CHANGES[change];
    file.path = named?.[2] ?? '';
  }
  const moved = /^(?:\*\*\* Move to: |rename to )(.+)$/.exec(line)?.[1];
  if (moved) Object.assign(file, { path: moved, change: 'renamed' });
  if (line.startsWith('new file')) file.change = 'added';
  if (line.startsWith('deleted file')) file.change = 'deleted';
  const path = pathOf(line);
  if (path === '/dev/null') file.change = line.startsWith('---') ? 'added' : 'deleted';
  else if (path) file.path = path;
}

/** Returns the path of a "---", "+++" or "diff --git" line, without git's prefix and the time after a tab. */
function pathOf(line: string): string | undefined {
  const path = /^(?:--- |\+\+\+ |diff --git .* )("?[^\t]+)/.exec(line)?.[1];
  return path
    ?.trim()
    .replace(/^"?[abciw]\//, '')
    .replace(/"$/, '');
}

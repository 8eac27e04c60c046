/** Reads the patches of Codex's apply_patch: "*** Update File: path", and below it the changed lines, for one file or several. */

export interface PatchedFile {
  path: string;
  change: 'add' | 'update' | 'delete';
  /** The changed lines, as in a unified diff; of a new file, each begins with "+". */
  lines: string[];
}

const FILE_LINE = /^\*\*\* (Add|Update|Delete) File: (.+)$/;
const CHANGES: Readonly<Record<string, PatchedFile['change']>> = {
  Add: 'add',
  Update: 'update',
  Delete: 'delete',
};

/** Returns the files of a patch; none for a text of another shape. A file that moves has its new path. */
export function readPatch(patch: string): PatchedFile[] {
  const files: PatchedFile[] = [];
  for (const line of patch.split('\n')) {
    const [, change, path] = FILE_LINE.exec(line) ?? [];
    const kind = change === undefined ? undefined : CHANGES[change];
    const file = files.at(-1);
    if (kind !== undefined && path !== undefined) files.push({ path: path.trim(), change: kind, lines: [] });
    else if (file !== undefined && line.startsWith('*** Move to: ')) file.path = line.slice(13).trim();
    else if (!line.startsWith('***')) file?.lines.push(line);
  }
  return files.map((file) => ({ ...file, lines: withoutLastEmptyLine(file.lines) }));
}

/** Returns every path that a patch names, also the old one of a file that moves. */
export function patchedPaths(patch: string): string[] {
  return patch.split('\n').flatMap((line) => {
    const path = FILE_LINE.exec(line)?.[2] ?? (line.startsWith('*** Move to: ') ? line.slice(13) : undefined);
    return path?.trim() || [];
  });
}

/** Returns the text of a new file. */
export function addedText({ lines }: PatchedFile): string {
  return lines.map((line) => `${line.replace(/^\+/, '')}\n`).join('');
}

function withoutLastEmptyLine(lines: string[]): string[] {
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

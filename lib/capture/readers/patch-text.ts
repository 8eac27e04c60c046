/** Reads the diffs and patches that clients send as texts. */

/** Returns the hunks of a diff of one file, without the lines that name the file; undefined if there is none. */
export function hunksOf(diff: string): string | undefined {
  const lines = diff.replace(/\n$/, '').split('\n');
  const start = lines.findIndex((line) => line.startsWith('@@'));
  return start === -1 ? undefined : lines.slice(start).join('\n');
}

/** Returns the paths that a patch in the format of the apply_patch tool names, in order. */
export function patchedPaths(patch: string): string[] {
  const headers = patch.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm);
  return [...headers].flatMap(([, path]) => path?.trim() || []);
}

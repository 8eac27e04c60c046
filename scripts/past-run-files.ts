/** Finds the files of past runs in a folder. */
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChosenFile } from '../lib/capture/past-runs/files/find-sessions.ts';

/** Returns the files in a file or folder. Adds why the others were skipped. */
export async function findFiles(path: string, skipped: string[]): Promise<ChosenFile[]> {
  const stat = await lstat(path);
  if (stat.isDirectory()) {
    const names = (await readdir(path)).toSorted();
    const found = [];
    for (const name of names) found.push(...(await findFiles(join(path, name), skipped)));
    return found;
  }
  if (stat.isFile()) return [{ path, size: stat.size, open: () => createReadStream(path) }];
  if (stat.isSymbolicLink()) skipped.push(`${path}: It is a symbolic link.`);
  return [];
}

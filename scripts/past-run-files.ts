/** Finds the files of past runs in a folder. */
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readLines } from '../lib/capture/past-runs/files/read-lines.ts';
import { groupFiles, placeOfFile, type SessionFiles } from '../lib/capture/past-runs/files/session-files.ts';

async function* walk(path: string, skipped: string[]): AsyncGenerator<string> {
  const stat = await lstat(path);
  if (stat.isDirectory()) {
    for (const name of (await readdir(path)).toSorted()) yield* walk(join(path, name), skipped);
  } else if (stat.isFile()) {
    if (stat.size > 0) yield path;
    else skipped.push(`${path}: The file is empty.`);
  } else if (stat.isSymbolicLink()) skipped.push(`${path}: It is a symbolic link.`);
}

/** Returns the session that the first row of a file names. */
async function namedSession(path: string): Promise<string | undefined> {
  for await (const line of readLines(createReadStream(path))) {
    if (!('text' in line)) continue;
    const { sessionId } = JSON.parse(line.text);
    return typeof sessionId === 'string' ? sessionId : undefined;
  }
  return undefined;
}

/** Returns the sessions in a file or folder, and which files were skipped and why. Other files than those of the client are ignored. */
export async function findSessions(
  client: string,
  path: string,
): Promise<{ sessions: SessionFiles<string>[]; skipped: string[] }> {
  const skipped: string[] = [];
  const placed = [];
  for await (const source of walk(path, skipped)) {
    const place = placeOfFile(client, source);
    if (place === null) continue;
    const session = place.session ?? (await namedSession(source));
    if (session === undefined) skipped.push(`${source}: No row names the session.`);
    else placed.push({ session, file: place.file, source });
  }
  return { sessions: groupFiles(placed), skipped };
}

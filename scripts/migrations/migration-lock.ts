/**
 * supabase/migrations.lock: the checksum of every migration and the version that released it. The text of a released migration never
 * changes: a data folder has applied it.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const UNRELEASED = 'unreleased';

export interface LockedMigration {
  file: string;
  sha256: string;
  /** The version that released it, or `unreleased`. */
  release: string;
}

const lockOf = (supabaseDir: string) => join(supabaseDir, 'migrations.lock');

export async function readLock(supabaseDir: string): Promise<LockedMigration[]> {
  const text = await readFile(lockOf(supabaseDir), 'utf8').catch(() => '');
  const lines = [...text.matchAll(/^([0-9a-f]{64}) {2}(\S+) {2}(\S+)$/gm)];
  return lines.map(([, sha256 = '', file = '', release = '']) => ({ file, sha256, release }));
}

async function checksumOf(supabaseDir: string, file: string): Promise<string | null> {
  const text = await readFile(join(supabaseDir, 'migrations', file)).catch(() => null);
  return text && createHash('sha256').update(text).digest('hex');
}

/** Throws an error that names the first released migration whose text changed. */
export async function checkReleased(supabaseDir: string): Promise<void> {
  for (const { file, sha256, release } of await readLock(supabaseDir)) {
    if (release === UNRELEASED || (await checksumOf(supabaseDir, file)) === sha256) continue;
    throw new Error(
      `supabase/migrations/${file} belongs to version ${release} and must not change: databases have applied it. Restore it with git, and write a new migration.`,
    );
  }
}

/** Returns the text of the lock for the migrations that are there; those without a release get `release`. */
export async function writeLock(supabaseDir: string, release: string = UNRELEASED): Promise<string> {
  const known = new Map((await readLock(supabaseDir)).map((entry) => [entry.file, entry.release]));
  const files = (await readdir(join(supabaseDir, 'migrations')))
    .filter((file) => file.endsWith('.sql'))
    .sort();
  const lines: string[] = [];
  for (const file of files) {
    const before = known.get(file) ?? UNRELEASED;
    lines.push(
      `${await checksumOf(supabaseDir, file)}  ${file}  ${before === UNRELEASED ? release : before}`,
    );
  }
  return `# Written by \`npm run generate\`. A line is a checksum, a migration and the version that released it.\n${lines.join('\n')}\n`;
}

/** Marks every unreleased migration as released by a version. */
export async function releaseMigrations(supabaseDir: string, version: string): Promise<void> {
  await writeFile(lockOf(supabaseDir), await writeLock(supabaseDir, version));
}

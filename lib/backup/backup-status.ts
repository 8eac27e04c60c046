/** The last nightly backup, recorded in a file beside the backups. The server writes it; the settings page reads it. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const statusSchema = z.object({
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  /** The name of the file; null if the attempt failed. */
  file: z.string().nullable(),
  bytes: z.number().nullable(),
  rows: z.number().nullable(),
  /** The message of the failure; null if there was none. */
  error: z.string().nullable(),
});

export type BackupStatus = z.infer<typeof statusSchema>;

const nameOf = (folder: string) => join(folder, 'last.json');

/** Returns the last attempt; null if there was none or its record cannot be read. */
export async function readBackupStatus(folder: string): Promise<BackupStatus | null> {
  try {
    return statusSchema.parse(JSON.parse(await readFile(nameOf(folder), 'utf8')));
  } catch {
    return null;
  }
}

export async function writeBackupStatus(folder: string, status: BackupStatus): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${nameOf(folder)}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, nameOf(folder));
}

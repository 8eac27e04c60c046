/** The backup that a start takes before it upgrades the data of an older version. */
import { resolve } from 'node:path';
import { version } from '../version.ts';
import { writeBackup } from './write-backup.ts';

/** Writes it into a folder, under a name that nightly backups do not replace, and returns its path. */
export async function backUpBeforeUpgrade(databaseUrl: string, folder: string): Promise<string> {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const file = resolve(folder, `before-${version}-${time}Z.backup`);
  await writeBackup(databaseUrl, file, `before ${version}`);
  return file;
}

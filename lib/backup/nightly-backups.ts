/** Reads the nightly backups for the settings page. */
import { resolve } from 'node:path';
import { readStartEnv } from '../env.ts';
import { type BackupStatus, readBackupStatus } from './backup-status.ts';

export interface NightlyBackups {
  /** The folder of the backups; null if they are off. */
  folder: string | null;
  last: BackupStatus | null;
}

export async function getNightlyBackups(): Promise<NightlyBackups> {
  const { backupDir } = readStartEnv();
  if (!backupDir) return { folder: null, last: null };
  return { folder: resolve(backupDir), last: await readBackupStatus(backupDir) };
}

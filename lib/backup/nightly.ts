/** Makes a backup every night while the server runs, in a separate process with low priority, and keeps the newest few. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dataFolder } from '../supabase/embedded/data-folder.ts';
import { type BackupStatus, readBackupStatus, writeBackupStatus } from './backup-status.ts';
import { isBackupDue, KEPT_BACKUPS, type LastAttempt } from './nightly-time.ts';

/** A machine that slept catches up within this interval. */
const CHECK_INTERVAL_MS = 60_000;

const namePattern = /^aes-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.backup$/;
const leftoverPattern = /^aes-.*\.backup\.partial-\d+$/;

interface NightlyOptions {
  dataDir: string;
  /** The folder of the backups. */
  folder: string;
  onWarning: (what: string) => void;
}

/** Returns the file name of a backup at this time, such as aes-2027-01-31T02-00-00Z.backup. */
function nameAt(time: Date): string {
  return `aes-${time.toISOString().slice(0, 19).replaceAll(':', '-')}Z.backup`;
}

/** Deletes all but the newest backups, and partial files of interrupted ones. Keeps other files. */
export async function removeOldBackups(folder: string): Promise<void> {
  const names = await readdir(folder);
  const old = names
    .filter((name) => namePattern.test(name))
    .sort()
    .slice(0, -KEPT_BACKUPS);
  const leftovers = names.filter((name) => leftoverPattern.test(name));
  for (const name of [...old, ...leftovers]) await rm(join(folder, name), { force: true });
}

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

function startBackup(dataDir: string, file: string): { child: ChildProcess; outcome: Promise<Outcome> } {
  const child = spawn(process.execPath, [resolve('scripts/backup.ts'), '--nightly', file], {
    env: { ...process.env, AES_DATA_DIR: resolve(dataDir) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const outcome = new Promise<Outcome>((done) => {
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (text: Buffer) => {
      output.stdout += text.toString();
    });
    child.stderr.on('data', (text: Buffer) => {
      output.stderr += text.toString();
    });
    child.once('error', (error) => done({ ...output, code: null, stderr: error.message }));
    child.once('close', (code) => done({ ...output, code }));
  });
  return { child, outcome };
}

function statusOf(startedAt: Date, file: string, { code, stdout, stderr }: Outcome): BackupStatus {
  const times = { started_at: startedAt.toISOString(), finished_at: new Date().toISOString() };
  if (code !== 0) {
    const error = stderr.trim().replace(/^✗ /, '') || `The backup ended with code ${code}.`;
    return { ...times, file: null, bytes: null, rows: null, error };
  }
  const { bytes, rows }: { bytes: number; rows: number } = JSON.parse(stdout);
  return { ...times, file, bytes, rows, error: null };
}

export interface BackupSchedule {
  /** Makes a backup if one is due, and records the result. */
  check(): Promise<void>;
  /** Cancels a backup in progress; the next start makes it again. */
  stop(): Promise<void>;
}

export function createBackupSchedule({ dataDir, folder, onWarning }: NightlyOptions): BackupSchedule {
  let running: { child: ChildProcess; outcome: Promise<Outcome> } | undefined;
  let isStopped = false;
  /** The last attempt of this process, known even if a full disk prevents its record. */
  let attempt: LastAttempt | undefined;

  async function isDue(): Promise<boolean> {
    const recorded = await readBackupStatus(folder);
    const last = recorded && { startedAt: new Date(recorded.started_at), hasFailed: recorded.error !== null };
    const { mtime } = await stat(dataFolder(dataDir).secrets);
    return isBackupDue(new Date(), attempt ?? last, mtime);
  }

  async function makeBackup(startedAt: Date): Promise<void> {
    const name = nameAt(startedAt);
    running = startBackup(dataDir, join(folder, name));
    const outcome = await running.outcome;
    running = undefined;
    if (isStopped) return;
    const status = statusOf(startedAt, name, outcome);
    attempt = { startedAt, hasFailed: status.error !== null };
    if (status.error) onWarning(`The nightly backup failed: ${status.error}`);
    else await removeOldBackups(folder);
    await writeBackupStatus(folder, status);
  }

  return {
    async check() {
      try {
        if ((await isDue()) && !running && !isStopped) await makeBackup(new Date());
      } catch (error) {
        onWarning(`The nightly backup failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    async stop() {
      isStopped = true;
      running?.child.kill('SIGTERM');
      await running?.outcome;
    },
  };
}

/** Checks now and every minute whether a backup is due; returns a function that stops the checks. */
export function startNightlyBackups(options: NightlyOptions): () => Promise<void> {
  const backups = createBackupSchedule(options);
  const timer = setInterval(backups.check, CHECK_INTERVAL_MS);
  timer.unref();
  void backups.check();
  return () => {
    clearInterval(timer);
    return backups.stop();
  };
}

/**
 * Allows one server per data folder, by a file that names the process holding it. Why not `proper-lockfile`:
 * docs/decisions/0035-own-code-beside-libraries.md.
 */
import { readFileSync } from 'node:fs';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainFault } from './start-failure.ts';

export interface LockHolder {
  pid: number;
  /** Start time of the process in clock ticks, null where the system does not report it. It detects a reused pid. */
  startedAt: string | null;
  address: string;
}

export class LockedError extends Error {
  override name = 'LockedError';
  readonly holder: LockHolder;
  constructor(path: string, holder: LockHolder) {
    super(
      `A server is already running on this data folder: ${holder.address} (process ${holder.pid}, lock ${path}). Stop it first.`,
    );
    this.holder = holder;
  }
}

/** Milliseconds after which a check of a stale lock counts as abandoned. */
const CHECK_TIMEOUT_MS = 10_000;

function startTime(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command in parentheses, may contain spaces. The start time is the 20th field after it.
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(holder: LockHolder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return startTime(holder.pid) === holder.startedAt;
}

/** Returns the holder of the lock; null if no live process holds it. */
async function readLock(path: string): Promise<LockHolder | null> {
  try {
    const holder: LockHolder = JSON.parse(await readFile(path, 'utf8'));
    return isAlive(holder) ? holder : null;
  } catch {
    return null;
  }
}

/** Creates the file with its content in one step, so that no reader sees part of it. Returns false if the file exists. */
async function create(path: string, content: string): Promise<boolean> {
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, content, { mode: 0o600 }).catch((error: unknown) => {
    throw explainFault(error, dirname(path));
  });
  try {
    await link(aside, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Removes the lock of a dead process. Only one process at a time may check, or two could each remove the other's new lock. */
async function removeStale(path: string): Promise<void> {
  const checking = `${path}.checking`;
  if (!(await create(checking, String(process.pid)))) {
    const since = await stat(checking).then((entry) => entry.mtimeMs, Date.now);
    if (Date.now() - since > CHECK_TIMEOUT_MS) await rm(checking, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
    return;
  }
  try {
    if ((await readLock(path)) === null) await rm(path, { force: true });
  } finally {
    await rm(checking, { force: true });
  }
}

/** Acquires the lock and returns a function that releases it. Throws LockedError while another live process holds it. */
export async function takeLock(path: string, address: string): Promise<() => Promise<void>> {
  const holder: LockHolder = { pid: process.pid, startedAt: startTime(process.pid), address };
  for (;;) {
    if (await create(path, JSON.stringify(holder))) return () => rm(path, { force: true });
    const other = await readLock(path);
    if (other) throw new LockedError(path, other);
    await removeStale(path);
  }
}

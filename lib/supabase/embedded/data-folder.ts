/** The layout of the data folder (`.data/`). */
import { existsSync } from 'node:fs';
import { access, chmod, constants, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { explainFault } from './start-failure.ts';

export interface DataFolder {
  root: string;
  /** The Postgres cluster, or a symbolic link to it. */
  cluster: string;
  log: string;
  secrets: string;
  lock: string;
}

export function dataFolder(root: string): DataFolder {
  const at = resolve(root);
  return {
    root: at,
    cluster: join(at, 'postgres'),
    log: join(at, 'postgres.log'),
    secrets: join(at, 'secrets.json'),
    lock: join(at, 'server.lock'),
  };
}

/** Creates a folder with its parents. On a read-only file system Node reports ENOENT; access to the parent reveals the cause. */
async function createFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    let above = dirname(path);
    while (!existsSync(above)) above = dirname(above);
    if (error.code === 'ENOENT') await access(above, constants.W_OK);
    throw error;
  });
}

/**
 * Creates the folder if it does not exist. Only its owner may list it; the user that runs Postgres may traverse it
 * (0710). Throws an error that says what to do if it is not writable.
 */
export async function prepareDataFolder(folder: DataFolder): Promise<void> {
  try {
    await createFolder(folder.root);
    const { mode } = await stat(folder.root);
    if (mode & 0o067) await chmod(folder.root, 0o700);
    await access(folder.root, constants.R_OK | constants.W_OK | constants.X_OK);
    // Only a write reveals that the disk is full.
    const probe = join(folder.root, `.probe-${process.pid}`);
    await writeFile(probe, 'probe');
    await rm(probe);
  } catch (error) {
    throw explainFault(error, folder.root);
  }
}

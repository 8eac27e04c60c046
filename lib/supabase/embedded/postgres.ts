/**
 * The Postgres server of a data folder: creates, starts, adopts and stops it through pg_ctl.
 *
 * pg_ctl gives it a separate session, so ctrl-c in the terminal reaches only this server, which then stops Postgres
 * cleanly. A server killed with -9 leaves Postgres running, and the next start adopts it.
 */
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { checkClusterVersion } from './cluster-version.ts';
import { createCluster } from './create-cluster.ts';
import { endOrphans } from './orphans.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { runProgram } from './postgres-program.ts';
import { type ClusterOptions, settings } from './postgres-settings.ts';
import { adviceFor, explainFault } from './start-failure.ts';

export interface RunningPostgres {
  port: number;
  /** Connects as the superuser `postgres` to the database `postgres`. */
  url: string;
  /** Whether it was already running, left by a killed server. */
  wasAdopted: boolean;
  /** Stops it in order. Throws after `seconds`, 60 by default; the stop then continues in the background. */
  stop(seconds?: number): Promise<void>;
}

export interface PostgresOptions extends ClusterOptions {
  /** The port to start on; a free one by default. */
  port?: number;
  /** Cancels the start: undoes it and throws an AbortError. */
  signal?: AbortSignal;
}

const LOG_LIMIT_BYTES = 10_000_000;
/** Recovery after a crash may take minutes after many writes. */
const START_SECONDS = 300;
/** Seconds to wait for a stop, which writes a checkpoint. */
const STOP_SECONDS = 60;
/** Milliseconds that a stopping server waits for the process of a starting Postgres. */
const APPEARANCE_MS = 1000;

/** Returns a TCP port on loopback that was free a moment ago. */
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

interface Postmaster {
  pid: number;
  port: number;
  /** Returns whether that process is alive and a Postgres, and not a later process with the same id. */
  isPostgres: boolean;
  isAlive: boolean;
}

/** Returns the process that postmaster.pid names. */
async function readPostmaster(place: PostgresPlace): Promise<Postmaster | null> {
  const text = await readFile(join(place.cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const [pid, port] = [lines[0], lines[3]].map((line) => Number.parseInt(line ?? '', 10));
  if (!pid || !port) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    const isForeign = error instanceof Error && 'code' in error && error.code === 'EPERM';
    if (!isForeign) return { pid, port, isAlive: false, isPostgres: false };
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  return { pid, port, isAlive: true, isPostgres: command === null || command.includes('postgres') };
}

/** Returns the port of the cluster's Postgres; null if it is not running. */
export async function runningPort(place: PostgresPlace): Promise<number | null> {
  const postmaster = await readPostmaster(place);
  return postmaster?.isPostgres ? postmaster.port : null;
}

/** Resolves when Postgres answers. */
async function ping(place: PostgresPlace, url: string, signal?: AbortSignal): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  const deadline = Date.now() + START_SECONDS * 1000;
  try {
    for (;;) {
      try {
        await sql`select 1`;
        return;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : null;
        if (code === '28P01') throw new WrongPasswordError(place);
        // 57P03: Postgres is starting up or recovering.
        if (code !== '57P03' || Date.now() > deadline || signal?.aborted) throw error;
        await sleep(100);
      }
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The password in secrets.json is not the password of the database. */
export class WrongPasswordError extends Error {
  override name = 'WrongPasswordError';
  constructor({ cluster }: PostgresPlace) {
    super(
      `The database in ${cluster} refuses the password in secrets.json: they do not match. Restore the matching secrets.json, or run \`npm run recover\`.`,
    );
  }
}

function urlAt(port: number, password: string): string {
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

/**
 * Removes what prevents a start of Postgres: processes of a killed postmaster, and a pid file whose process id now
 * belongs to another program. Keeps any other pid file, by which Postgres detects processes of a killed postmaster that
 * still write to the cluster.
 */
async function removeStartObstacles(place: PostgresPlace): Promise<void> {
  await endOrphans(place.cluster);
  const postmaster = await readPostmaster(place);
  if (postmaster?.isAlive && !postmaster.isPostgres)
    await rm(join(place.cluster, 'postmaster.pid'), { force: true });
}

async function launch(place: PostgresPlace, port: number, options: PostgresOptions): Promise<void> {
  await removeStartObstacles(place);
  await writeFile(join(place.cluster, 'postgresql.conf'), settings(port, options)).catch((error: unknown) => {
    throw explainFault(error, place.cluster);
  });
  const { size } = await stat(place.log).catch(() => ({ size: 0 }));
  if (size > LOG_LIMIT_BYTES) await truncate(place.log);
  const from = size > LOG_LIMIT_BYTES ? 0 : size;
  const { code, output } = await runProgram(place, 'pg_ctl', [
    'start',
    '--wait',
    `--timeout=${START_SECONDS}`,
    '--silent',
    `--pgdata=${place.cluster}`,
    `--log=${place.log}`,
  ]);
  if (code === 0) return;
  const log = (await readFile(place.log, 'utf8').catch(() => '')).slice(from);
  const advice = adviceFor(`${log}\n${output}`, place.cluster) ?? 'Postgres did not start.';
  throw new Error(`${advice} Its log (${place.log}) ends with:\n${log.slice(-2000) || output}`);
}

/** Returns the superuser's address of a cluster that one of our servers runs; null if none does. */
export async function runningUrl(place: PostgresPlace, password: string): Promise<string | null> {
  const port = await runningPort(place);
  return port === null ? null : urlAt(port, password);
}

/** Resolves when a stopping Postgres has ended, or when the time for a start is over. */
async function waitForEnd(place: PostgresPlace): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  while ((await runningPort(place)) !== null && Date.now() < deadline) await sleep(100);
}

async function adoptOrLaunch(
  place: PostgresPlace,
  password: string,
  options: PostgresOptions,
): Promise<Omit<RunningPostgres, 'stop'>> {
  const found = await runningPort(place);
  const port = found ?? options.port ?? (await freePort());
  const url = urlAt(port, password);
  if (found === null) await launch(place, port, options);
  try {
    await ping(place, url, options.signal);
    return { port, url, wasAdopted: found !== null };
  } catch (error) {
    if (found === null || error instanceof WrongPasswordError || options.signal?.aborted) throw error;
    // It was shutting down.
    await waitForEnd(place);
    await launch(place, port, options);
    await ping(place, url, options.signal);
    return { port, url, wasAdopted: false };
  }
}

/** Resolves when the signal has aborted and the Postgres process has had time to appear. */
function lateAbort(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wait = () => setTimeout(resolve, APPEARANCE_MS).unref();
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true });
  });
}

/** Starts the cluster of a place, which it creates if necessary, or adopts it if it is already running. */
export async function startPostgres(
  place: PostgresPlace,
  password: string,
  options: PostgresOptions = {},
): Promise<RunningPostgres> {
  const { signal } = options;
  if (await hasCluster(place)) await checkClusterVersion(place);
  else await createCluster(place, password, signal);
  signal?.throwIfAborted();
  const starting = adoptOrLaunch(place, password, options);
  try {
    await Promise.race([starting, ...(signal ? [lateAbort(signal)] : [])]);
    signal?.throwIfAborted();
    return { ...(await starting), stop: (seconds) => stopPostgres(place, seconds) };
  } catch (error) {
    starting.catch(() => {});
    await stopPostgres(place).catch(() => {});
    throw error;
  }
}

/** Returns whether the place has a database. */
export async function hasCluster(place: Pick<PostgresPlace, 'cluster'>): Promise<boolean> {
  return stat(join(place.cluster, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/**
 * Stops the cluster of a place in order; does nothing if it is not running. Throws an error if that takes too long; the
 * stop then continues in the background.
 */
export async function stopPostgres(place: PostgresPlace, seconds = STOP_SECONDS): Promise<void> {
  if ((await runningPort(place)) === null) return;
  const { code, output } = await runProgram(place, 'pg_ctl', [
    'stop',
    '--mode=fast',
    '--wait',
    `--timeout=${seconds}`,
    `--pgdata=${place.cluster}`,
    '--silent',
  ]);
  if (code !== 0 && (await runningPort(place)) !== null)
    throw new Error(`Postgres has not stopped within ${seconds} s. It is still stopping. ${output}`);
}

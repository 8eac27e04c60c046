/** `npm start` and `npm run dev` after the bootstrap: starts the build, backend and web server, and ends them in order. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nextEnv from '@next/env';
import { startNightlyBackups } from '../lib/backup/nightly.ts';
import { backUpBeforeUpgrade } from '../lib/backup/upgrade-backup.ts';
import { isLoopbackHost, readAppEnv, readStartEnv, type StartEnv } from '../lib/env.ts';
import { type Backend, startBackend } from '../lib/supabase/embedded/backend.ts';
import { dataFolder, prepareDataFolder } from '../lib/supabase/embedded/data-folder.ts';
import { takeLock } from '../lib/supabase/embedded/start-lock.ts';
import { buildApp } from './build-app.ts';
import { startLocalProof } from './http/local-proof.ts';
import { endInOrder } from './lifetime.ts';
import { checkPort } from './port.ts';
import { duration, showStep, showWarning } from './progress.ts';
import { welcome } from './welcome.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isDev = process.argv.includes('--dev');
/** Cleanup functions, run in reverse order. */
const undo: (() => Promise<void>)[] = [];

async function stop(): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
}

const lifetime = endInOrder(stop);

/** Returns the address to open in a browser. A server on all interfaces is reached on loopback. */
function originOf({ host, port }: StartEnv): string {
  const isLocal = isLoopbackHost(host) || host === '0.0.0.0' || host === '::';
  return `http://${isLocal ? '127.0.0.1' : host}:${port}`;
}

async function startEmbedded(start: StartEnv, origin: string): Promise<Backend> {
  const starting = startBackend({
    dataDir: start.dataDir,
    searchLanguage: start.searchLanguage,
    origin,
    supabaseDir: join(root, 'supabase'),
    onStep: showStep,
    onWarning: showWarning,
    backUp: (url) => backUpBeforeUpgrade(url, start.backupDir ?? join(start.dataDir, 'backups')),
    signal: lifetime.signal,
  });
  undo.push(async () => (await starting.catch(() => null))?.stop());
  const backend = await starting;
  backend.supervise({
    onEvent: showWarning,
    onGivingUp: ({ message }) => {
      console.error(`\n✗ Postgres does not run and cannot be started. ${message}`);
      void lifetime.end('without a database', 1);
    },
  });
  Object.assign(process.env, backend.env);
  return backend;
}

async function lockDataFolder(start: StartEnv, origin: string): Promise<void> {
  const folder = dataFolder(start.dataDir);
  await prepareDataFolder(folder);
  undo.push(await takeLock(folder.lock, origin));
}

async function main(): Promise<void> {
  process.chdir(root);
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  // React and Next read it when they load, so the import below comes after it.
  Object.assign(process.env, { NODE_ENV: isDev ? 'development' : 'production' });
  nextEnv.loadEnvConfig(root, isDev, { info: () => {}, error: console.error });
  const start = readStartEnv();
  const origin = originOf(start);
  if (!start.isHosted) await lockDataFolder(start, origin);
  await checkPort(start.host, start.port);
  if (!isDev) await buildApp(root, lifetime.signal);
  const backend = start.isHosted ? null : await startEmbedded(start, origin);
  if (isLoopbackHost(start.host)) process.env.AES_LOOPBACK = '1';
  if (start.isHosted && !process.env.SUPABASE_JWT_SECRET)
    showWarning('SUPABASE_JWT_SECRET is not set: agent keys are off.');
  if (backend && isLoopbackHost(start.host)) undo.push(await startLocalProof(start.port));
  const { startWebServer } = await import('./web-server.ts');
  lifetime.signal.throwIfAborted();
  const web = await startWebServer({ dir: root, dev: isDev, host: start.host, port: start.port });
  undo.push(web.stop);
  if (backend && start.backupDir)
    undo.push(
      startNightlyBackups({ dataDir: start.dataDir, folder: start.backupDir, onWarning: showWarning }),
    );
  const began = Number(process.env.AES_BEGAN) || performance.timeOrigin;
  const readyIn = duration(Date.now() - began);
  console.log(welcome({ ...readAppEnv(), origin, host: start.host, backend, readyIn }));
}

main().catch(async (error: unknown) => {
  // Work that the shutdown interrupted has not failed.
  if (lifetime.signal.aborted) return;
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  await stop().catch((failure: unknown) => console.error(failure));
  process.exit(1);
});

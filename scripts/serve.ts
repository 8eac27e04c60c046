/** `npm start` and `npm run dev` after the bootstrap: build, backend, web server, and their orderly end. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nextEnv from '@next/env';
import { isLoopbackHost, readStartEnv, type StartEnv } from '../lib/env.ts';
import { type Backend, startBackend } from '../lib/supabase/embedded/backend.ts';
import { dataFolder, prepareDataFolder } from '../lib/supabase/embedded/data-folder.ts';
import { takeLock } from '../lib/supabase/embedded/start-lock.ts';
import { buildApp } from './build-app.ts';
import { endInOrder } from './lifetime.ts';
import { checkPort } from './port.ts';
import { duration, showStep, showWarning } from './progress.ts';
import { welcome } from './welcome.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isDev = process.argv.includes('--dev');
/** What to undo, in reverse order. */
const undo: (() => Promise<void>)[] = [];

async function stop(): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
}

/** The address to type into a browser; a server on all interfaces is reached here on loopback. */
function originOf({ host, port }: StartEnv): string {
  const isLocal = isLoopbackHost(host) || host === '0.0.0.0' || host === '::';
  return `http://${isLocal ? '127.0.0.1' : host}:${port}`;
}

async function startEmbedded(start: StartEnv, origin: string): Promise<Backend> {
  const backend = await startBackend({
    dataDir: start.dataDir,
    searchLanguage: start.searchLanguage,
    origin,
    supabaseDir: join(root, 'supabase'),
    onStep: showStep,
    onWarning: showWarning,
  });
  undo.push(backend.stop);
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
  // React and Next read it when they are loaded, hence the late import below.
  Object.assign(process.env, { NODE_ENV: isDev ? 'development' : 'production' });
  nextEnv.loadEnvConfig(root, isDev, { info: () => {}, error: console.error });
  const start = readStartEnv();
  const origin = originOf(start);
  endInOrder(stop);
  if (!start.isHosted) await lockDataFolder(start, origin);
  await checkPort(start.host, start.port);
  if (!isDev) await buildApp(root);
  const backend = start.isHosted ? null : await startEmbedded(start, origin);
  if (isLoopbackHost(start.host)) process.env.AES_LOOPBACK = '1';
  if (start.isHosted && !process.env.SUPABASE_JWT_SECRET)
    showWarning('SUPABASE_JWT_SECRET is not set: agent keys are off.');
  const { startWebServer } = await import('./web-server.ts');
  const web = await startWebServer({ dir: root, dev: isDev, host: start.host, port: start.port });
  undo.push(web.stop);
  const began = Number(process.env.AES_BEGAN) || performance.timeOrigin;
  console.log(welcome(origin, backend, duration(Date.now() - began)));
}

main().catch(async (error: unknown) => {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  await stop().catch((failure: unknown) => console.error(failure));
  process.exit(1);
});

/** A server without its web part, for the tests of its lifetime: node test-backend-process.ts <data folder> <supabase folder> */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backUpBeforeUpgrade } from '../../lib/backup/upgrade-backup.ts';
import { startBackend } from '../../lib/supabase/embedded/backend.ts';
import { dataFolder, prepareDataFolder } from '../../lib/supabase/embedded/data-folder.ts';
import { takeLock } from '../../lib/supabase/embedded/start-lock.ts';
import { endInOrder } from '../../server/lifetime.ts';

const [dataDir = '', supabaseDir = ''] = process.argv.slice(2);
const folder = dataFolder(dataDir);
const hasBaseline = existsSync(join(supabaseDir, 'migrations', '20261129000000_baseline.sql'));
/** The work to undo, in reverse order. */
const undo: (() => Promise<unknown>)[] = [];
/** A machine under load may need longer than a supervisor waits. The tests check whether and how the server ends. */
const END_TIMEOUT_MS = 20_000;
const lifetime = endInOrder(async () => {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
}, END_TIMEOUT_MS);
try {
  await prepareDataFolder(folder);
  undo.push(await takeLock(folder.lock, 'http://127.0.0.1:1'));
  console.log('STARTING');
  const starting = startBackend({
    dataDir,
    supabaseDir,
    origin: 'http://127.0.0.1:1',
    onStep: (what) => console.log(what),
    onWarning: (what) => console.log(what),
    // The tables that other tests make up cannot be backed up.
    ...(hasBaseline && { backUp: (url: string) => backUpBeforeUpgrade(url, join(dataDir, 'backups')) }),
    signal: lifetime.signal,
  });
  undo.push(async () => (await starting.catch(() => null))?.stop());
  const backend = await starting;
  backend.supervise({
    onEvent: console.log,
    onGivingUp: ({ message }) => {
      console.log(`GAVE UP ${message}`);
      void lifetime.end('without a database', 1);
    },
    waitsMs: [0, 100, 200, 400],
  });
  console.log(`READY ${backend.databaseUrl}`);
  setInterval(() => {}, 1000);
} catch (error) {
  if (!lifetime.signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    for (let step = undo.pop(); step; step = undo.pop()) await step();
    process.exit(1);
  }
}

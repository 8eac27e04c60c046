/** A server without its web part, for the tests of its life and death: node test-backend-process.ts <data folder> <supabase folder> */
import { startBackend } from '../lib/supabase/embedded/backend.ts';
import { dataFolder, prepareDataFolder } from '../lib/supabase/embedded/data-folder.ts';
import { takeLock } from '../lib/supabase/embedded/start-lock.ts';
import { endInOrder } from './lifetime.ts';

const [dataDir = '', supabaseDir = ''] = process.argv.slice(2);
const folder = dataFolder(dataDir);
try {
  await prepareDataFolder(folder);
  const release = await takeLock(folder.lock, 'http://127.0.0.1:1');
  const backend = await startBackend({
    dataDir,
    supabaseDir,
    origin: 'http://127.0.0.1:1',
    onStep: (what) => console.log(what),
    onWarning: (what) => console.log(what),
  }).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  endInOrder(async () => {
    await backend.stop();
    await release();
  });
  console.log(`READY ${backend.databaseUrl}`);
  setInterval(() => {}, 1000);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

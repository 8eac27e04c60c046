/** `npm run reset`: deletes the data folder, after asking. `--yes` answers for scripts. */
import { existsSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import nextEnv from '@next/env';
import { readStartEnv } from '../lib/env.ts';
import { type DataFolder, dataFolder } from '../lib/supabase/embedded/data-folder.ts';
import { stopPostgres } from '../lib/supabase/embedded/postgres.ts';
import { placePostgres, shelter } from '../lib/supabase/embedded/postgres-place.ts';
import { LockedError, takeLock } from '../lib/supabase/embedded/start-lock.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function isConfirmed(folder: DataFolder): Promise<boolean> {
  if (process.argv.includes('--yes')) return true;
  if (!process.stdin.isTTY)
    throw new Error('Nobody is here to ask. `npm run reset -- --yes` deletes without asking.');
  const question = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await question.question(
    `This deletes ${folder.root} with every task, plan, log, account and key in it. Type "delete" to go on: `,
  );
  question.close();
  return answer.trim().toLowerCase() === 'delete';
}

/** Only a folder that this program made may be deleted, whatever AES_DATA_DIR says. */
function checkIsDataFolder(folder: DataFolder): void {
  if (existsSync(folder.secrets) || existsSync(folder.cluster)) return;
  throw new Error(`${folder.root} is not a data folder of the Agent Execution System; nothing was deleted.`);
}

async function main(): Promise<void> {
  process.chdir(root);
  nextEnv.loadEnvConfig(root, false, { info: () => {}, error: console.error });
  const folder = dataFolder(readStartEnv({ AES_DATA_DIR: process.env.AES_DATA_DIR }).dataDir);
  if (!existsSync(folder.root)) return console.log(`There are no data in ${folder.root}.`);
  checkIsDataFolder(folder);
  const release = await takeLock(folder.lock, 'npm run reset');
  try {
    if (!(await isConfirmed(folder))) return console.log('Nothing was deleted.');
    if (existsSync(folder.cluster)) {
      const cluster = realpathSync(folder.cluster);
      await stopPostgres(await placePostgres(folder));
      // Where the user that runs Postgres may not enter the folder, the cluster lives elsewhere.
      if (cluster.startsWith(`${shelter}/`)) await rm(dirname(cluster), { recursive: true, force: true });
    }
    await rm(folder.root, { recursive: true, force: true });
    console.log(`✓ Deleted ${folder.root}. \`npm start\` begins anew.`);
  } finally {
    await release();
  }
}

main().catch((error: unknown) => {
  const isRunning = error instanceof LockedError;
  const message = error instanceof Error ? error.message : String(error);
  console.error(`✗ ${message}${isRunning ? ' Nothing was deleted.' : ''}`);
  process.exit(1);
});

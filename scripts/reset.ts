/** `npm run reset`: deletes the data folder after a confirmation. `--yes` skips the confirmation for scripts. */
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { type DataFolder, dataFolder } from '../lib/supabase/embedded/data-folder.ts';
import { deleteDataFolder } from '../lib/supabase/embedded/delete-data-folder.ts';
import { LockedError, takeLock } from '../lib/supabase/embedded/start-lock.ts';
import { enterDataDir } from './data-command.ts';

async function isConfirmed(folder: DataFolder): Promise<boolean> {
  if (process.argv.includes('--yes')) return true;
  if (!process.stdin.isTTY)
    throw new Error(
      'There is no terminal to confirm in. Run `npm run reset -- --yes` to delete without a confirmation.',
    );
  const question = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await question.question(
    `This deletes ${folder.root} with every task, plan, log, account and key in it. Type "delete" to continue: `,
  );
  question.close();
  return answer.trim().toLowerCase() === 'delete';
}

/** Deletes only a folder that this program created, whatever the value of AES_DATA_DIR. */
function checkIsDataFolder(folder: DataFolder): void {
  if (existsSync(folder.secrets) || existsSync(folder.cluster)) return;
  throw new Error(`${folder.root} is not a data folder of the Agent Execution System; nothing was deleted.`);
}

async function main(): Promise<void> {
  const folder = dataFolder(enterDataDir());
  if (!existsSync(folder.root)) return console.log(`There is no data in ${folder.root}.`);
  checkIsDataFolder(folder);
  const release = await takeLock(folder.lock, 'npm run reset');
  try {
    if (!(await isConfirmed(folder))) return console.log('Nothing was deleted.');
    await deleteDataFolder(folder);
    console.log(`✓ Deleted ${folder.root}. \`npm start\` creates an empty one.`);
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

/** `npm run recover`: creates new secrets for the data folder of AES_DATA_DIR if its secrets.json is missing or wrong. */
import { existsSync } from 'node:fs';
import { dataFolder, prepareDataFolder } from '../lib/supabase/embedded/data-folder.ts';
import { recoverSecrets } from '../lib/supabase/embedded/recover.ts';
import { takeLock } from '../lib/supabase/embedded/start-lock.ts';
import { enterDataDir, fail } from './data-command.ts';

async function main(): Promise<void> {
  const folder = dataFolder(enterDataDir());
  if (!existsSync(folder.root))
    throw new Error(
      `There is no data in ${folder.root}. Set AES_DATA_DIR to the folder that \`npm start\` uses.`,
    );
  await prepareDataFolder(folder);
  const release = await takeLock(folder.lock, 'npm run recover');
  try {
    const kept = await recoverSecrets(folder);
    console.log(`✓ Wrote new secrets to ${folder.secrets}. \`npm start\` serves the data as before.`);
    if (kept) console.log(`  The old file is now ${kept}.`);
    console.log(
      '  People sign in again. The local owner has the password that `npm start` prints. Agent keys stay valid.',
    );
  } finally {
    await release();
  }
}

main().catch(fail);

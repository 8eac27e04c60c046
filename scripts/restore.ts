/** `npm run restore -- <file>`: restores a backup into the data folder of AES_DATA_DIR, which must be empty. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BackupError } from '../lib/backup/format.ts';
import { restoreBackup, restoreFolderOf } from '../lib/backup/restore.ts';
import { deleteDataFolder } from '../lib/supabase/embedded/delete-data-folder.ts';
import { showStep } from '../server/progress.ts';
import { enterDataDir, fail, root, startedIn } from './data-command.ts';
import { onInterrupt } from './interrupt.ts';

function readArguments(): { file: string; secretsFile?: string } {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { secrets: { type: 'string' } },
  });
  const [file] = positionals;
  if (!file || positionals.length > 1)
    throw new BackupError(
      'Usage: npm run restore -- <file> [--secrets <secrets.json of the old data folder>]',
    );
  return {
    file: resolve(startedIn, file),
    secretsFile: values.secrets ? resolve(startedIn, values.secrets) : undefined,
  };
}

async function main(): Promise<void> {
  const options = readArguments();
  const dataDir = enterDataDir();
  onInterrupt(() => deleteDataFolder(restoreFolderOf(dataDir)));
  await restoreBackup({ ...options, dataDir, supabaseDir: join(root, 'supabase'), onStep: showStep });
  console.log(`✓ Restored into ${resolve(dataDir)}. \`npm start\` serves it.`);
  if (!options.secretsFile)
    console.log(
      '  Its keys are new: people sign in again, and the local owner has the password that `npm start` prints. Agent keys work as before.',
    );
}

main().catch(fail);

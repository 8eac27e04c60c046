/** `npm run backup -- <file>`: writes a backup of the data folder, whether or not a server runs on it. */
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BackupError } from '../lib/backup/format.ts';
import { type BackupResult, writeBackup } from '../lib/backup/write-backup.ts';
import { type DataFolder, dataFolder } from '../lib/supabase/embedded/data-folder.ts';
import { runningUrl, startPostgres } from '../lib/supabase/embedded/postgres.ts';
import { placePostgres } from '../lib/supabase/embedded/postgres-place.ts';
import { loadSecrets } from '../lib/supabase/embedded/secrets.ts';
import { LockedError, takeLock } from '../lib/supabase/embedded/start-lock.ts';
import { version } from '../lib/version.ts';
import { duration } from '../server/progress.ts';
import { enterDataDir, fail, startedIn } from './data-command.ts';
import { onInterrupt } from './interrupt.ts';

const interruption = new AbortController();

/** Runs `work` with the address of the folder's database. Starts Postgres for that time if it is not running. */
async function withDatabase<T>(folder: DataFolder, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const { databasePassword } = await loadSecrets(folder);
  const place = await placePostgres(folder);
  const url = await runningUrl(place, databasePassword);
  if (url) return work(url);
  const release = await takeLock(folder.lock, 'npm run backup').catch((error: unknown) => {
    throw error instanceof LockedError
      ? new BackupError(
          'A server runs on this data folder, but its Postgres does not. Try again in a moment.',
        )
      : error;
  });
  try {
    const server = await startPostgres(place, databasePassword);
    try {
      return await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    await release();
  }
}

function readArguments(): { file: string; isNightly: boolean } {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { nightly: { type: 'boolean', default: false } },
  });
  const [file] = positionals;
  if (!file || positionals.length > 1) throw new BackupError('Usage: npm run backup -- <file>');
  return { file: resolve(startedIn, file), isNightly: values.nightly };
}

async function main(): Promise<void> {
  const { file, isNightly } = readArguments();
  const folder = dataFolder(enterDataDir());
  if (!existsSync(folder.cluster) || !existsSync(folder.secrets))
    throw new BackupError(
      `There is no data in ${folder.root}. Set AES_DATA_DIR to the folder that \`npm start\` uses.`,
    );
  if (isNightly) setPriority(constants.priority.PRIORITY_LOW);
  const began = performance.now();
  const result: BackupResult = await withDatabase(folder, (url) =>
    writeBackup(url, file, version, interruption.signal),
  );
  if (isNightly) return console.log(JSON.stringify(result));
  const size = `${(result.bytes / 1e6).toFixed(1)} MB`;
  console.log(`✓ Wrote ${result.rows} rows to ${file} (${size})  ${duration(performance.now() - began)}`);
  console.log('  It holds all data, password hashes and key hashes. Keep it where only you can read it.');
}

const done = main();
onInterrupt(() => {
  interruption.abort();
  return done.catch(() => {});
});
done.catch((error: unknown) => {
  if (!interruption.signal.aborted) fail(error);
});

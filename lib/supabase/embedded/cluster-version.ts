/** The major version of Postgres that created a cluster: no other major version can read its files. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresPlace } from './postgres-place.ts';
import { runProgram } from './postgres-program.ts';

/** Throws an error that says what to do if another major version of Postgres created the cluster. */
export async function checkClusterVersion(place: PostgresPlace): Promise<void> {
  const creator = (await readFile(join(place.cluster, 'PG_VERSION'), 'utf8')).trim();
  const { output } = await runProgram(place, 'postgres', ['--version']);
  const installed = /PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (installed === undefined || creator === installed) return;
  throw new Error(
    `The database in ${place.cluster} was made by Postgres ${creator}, and this version runs Postgres ${installed}, which cannot read it. Nothing was changed. Check out the version that made it and run \`npm run backup -- <file>\`. Then check out this version again and run \`npm run restore -- <file>\` with AES_DATA_DIR set to a new folder.`,
  );
}

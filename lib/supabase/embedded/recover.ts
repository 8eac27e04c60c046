/** Creates new secrets for a data folder whose secrets.json was lost. Needs no password, only write access to the folder. */
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { DataFolder } from './data-folder.ts';
import { endOrphans } from './orphans.ts';
import { resetOwnerPassword } from './owner-password.ts';
import { hasCluster, startPostgres, stopPostgres } from './postgres.ts';
import { type PostgresPlace, placePostgres } from './postgres-place.ts';
import { runProgram } from './postgres-program.ts';
import { keepUsableSecrets, saveSecrets } from './secrets.ts';

/** Sets the superuser's password without knowing the old one: https://www.postgresql.org/docs/current/app-postgres.html#id-1.9.5.14.6.5 */
async function setSuperuserPassword(place: PostgresPlace, password: string): Promise<void> {
  const statement = `alter role postgres password '${password.replaceAll("'", "''")}'\n`;
  const args = ['--single', '-D', place.cluster, 'postgres'];
  const { code, output } = await runProgram(place, 'postgres', args, { input: statement });
  if (code !== 0 || /\b(?:ERROR|FATAL|PANIC):/.test(output))
    throw new Error(`The password of the database could not be set.\n${output}`);
}

/** Recovers the secrets. Returns the new path of the unusable secrets.json, null if there was none. The caller holds the folder's lock. */
export async function recoverSecrets(folder: DataFolder): Promise<string | null> {
  const place = await placePostgres(folder);
  if (!(await hasCluster(place)))
    throw new Error(`There is no database in ${folder.root} to recover. \`npm start\` creates one.`);
  await stopPostgres(place);
  await endOrphans(place.cluster);
  const secrets = await keepUsableSecrets(folder);
  await setSuperuserPassword(place, secrets.databasePassword);
  const server = await startPostgres(place, secrets.databasePassword);
  try {
    await resetOwnerPassword(server.url, secrets);
  } finally {
    await server.stop();
  }
  const kept = existsSync(folder.secrets) ? `${folder.secrets}.old-${Date.now()}` : null;
  if (kept) await rename(folder.secrets, kept);
  await saveSecrets(folder, secrets);
  return kept;
}

/** A data folder that tests copy, with secrets and a new cluster. To create a cluster takes longer than the rest of a first start. */
import { spawnSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { createCluster } from '../../lib/supabase/embedded/create-cluster.ts';
import { dataFolder, prepareDataFolder } from '../../lib/supabase/embedded/data-folder.ts';
import { placePostgres } from '../../lib/supabase/embedded/postgres-place.ts';
import { loadSecrets } from '../../lib/supabase/embedded/secrets.ts';

/** Creates the template in a folder that does not exist. Postgres is not started. */
export async function createDataTemplate(root: string): Promise<void> {
  const folder = dataFolder(root);
  await prepareDataFolder(folder);
  const { databasePassword } = await loadSecrets(folder);
  await createCluster(await placePostgres(folder), databasePassword);
}

/**
 * Copies the template to a folder that does not exist. Does nothing if the template has only a link to its cluster, because all
 * copies would then share that cluster.
 */
export function copyDataTemplate(template: string, target: string): void {
  if (lstatSync(dataFolder(template).cluster).isSymbolicLink()) return;
  // Node's own copy does not keep the owner, and root runs Postgres as another user.
  const { status, stderr } = spawnSync('cp', ['-a', template, target], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${template} was not copied: ${stderr}`);
}

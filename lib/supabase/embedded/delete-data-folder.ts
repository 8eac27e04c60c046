/** Deletes a data folder with its Postgres. */
import { existsSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import { stopPostgres } from './postgres.ts';
import { OUTSIDE_ROOT, placePostgres } from './postgres-place.ts';

/** Stops the Postgres of a folder and deletes both. Does nothing if the folder does not exist. */
export async function deleteDataFolder(folder: DataFolder): Promise<void> {
  if (existsSync(folder.cluster)) {
    const cluster = realpathSync(folder.cluster);
    await stopPostgres(await placePostgres(folder));
    // If the user that runs Postgres cannot enter the folder, the cluster is elsewhere.
    if (cluster.startsWith(`${OUTSIDE_ROOT}/`)) await rm(dirname(cluster), { recursive: true, force: true });
  }
  await rm(folder.root, { recursive: true, force: true });
}

/** Reads the data folders of released versions (supabase/tests/fixtures) and the contents of a database. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, constants } from 'node:zlib';
import postgres from 'postgres';
import { CHAIN_HEADS, prepareChainHeads, verifyChains } from '../../lib/backup/chains.ts';
import { type BackupTable, listTables, readSequences } from '../../lib/backup/tables.ts';
import { dataFolder } from '../../lib/supabase/embedded/data-folder.ts';
import { startPostgres } from '../../lib/supabase/embedded/postgres.ts';
import { placePostgres } from '../../lib/supabase/embedded/postgres-place.ts';
import { loadSecrets } from '../../lib/supabase/embedded/secrets.ts';

const fixtures = 'supabase/tests/fixtures';

export const releasedVersions = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function run(command: string, args: string[], input?: Buffer): void {
  const { status, stderr } = spawnSync(command, args, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
}

/** Unpacks the data folder of a version. */
export function unpackData(version: string, target: string): void {
  const packed = readFileSync(join(fixtures, version, 'data.tar.br'));
  const tar = brotliDecompressSync(packed, { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } });
  mkdirSync(target);
  run('tar', ['-x', '-C', target, '--no-same-owner'], tar);
  // Root cannot run Postgres, so its files belong to another user.
  if (process.getuid?.() === 0) run('chown', ['-R', 'postgres', join(target, 'postgres')]);
}

/**
 * Returns every row of every table as text, in a fixed order, and the sequences. `tables` are those of an older version
 * that later ones are compared with; later versions add tables and columns.
 */
export async function readContents(
  sql: postgres.Sql,
  tables?: BackupTable[],
): Promise<Record<string, unknown>> {
  const contents: Record<string, unknown> = { sequences: await readSequences(sql) };
  for (const { name, columns } of tables ?? (await listTables(sql))) {
    const list = columns.map((column) => `"${column}"`).join(', ');
    const rows = await sql.unsafe(`select r::text from (select ${list} from ${name}) r order by 1`);
    contents[name] = rows.map((row) => row.r);
  }
  return contents;
}

/** Computes every hash again and returns the number of chains. Throws where one does not match. */
export async function countValidChains(sql: postgres.Sql): Promise<number> {
  const connection = await sql.reserve();
  try {
    await prepareChainHeads(connection);
    await connection.unsafe(`insert into chain_heads ${CHAIN_HEADS}`);
    return await verifyChains(connection);
  } finally {
    connection.release();
  }
}

/** Runs `work` on the database of a data folder that no server uses, without a migration. */
export async function openData<T>(dataDir: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const folder = dataFolder(dataDir);
  const { databasePassword } = await loadSecrets(folder);
  const server = await startPostgres(await placePostgres(folder), databasePassword, { isThrowAway: true });
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
    await server.stop();
  }
}

/** Writes a backup of a running database: one snapshot, streamed through gzip into a file that only its owner may read. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type postgres from 'postgres';
import { CHAIN_COLUMNS, CHAIN_HEADS } from './chains.ts';
import { withConnection } from './connection.ts';
import {
  BackupError,
  type BackupHeader,
  CHAINS_SECTION,
  countTableRows,
  END_OF_SECTION,
  FORMAT,
  FORMAT_VERSION,
  toLine,
} from './format.ts';
import { schemaOfDatabase } from './schema-version.ts';
import { type BackupTable, listTables, quoteColumns, quoteName, readSequences } from './tables.ts';

export interface BackupResult {
  file: string;
  bytes: number;
  rows: number;
}

const BATCH_BYTES = 65_536;

interface Section {
  name: string;
  columns: string[];
  /** The statement that yields its rows. */
  select: string;
}

function sectionOf({ name, columns }: BackupTable): Section {
  return { name, columns, select: `select ${quoteColumns(columns)} from ${quoteName(name)}` };
}

async function countRows(sql: postgres.ReservedSql, sections: Section[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name, select } of sections) {
    const [row] = await sql.unsafe<{ count: string }[]>(`select count(*) from (${select}) s`);
    counts[name] = Number(row?.count);
  }
  return counts;
}

/** Yields the rows of a statement in the text format of COPY, many at a time. */
async function* copyOut(sql: postgres.ReservedSql, select: string): AsyncGenerator<Buffer> {
  const stream = await sql.unsafe(`copy (${select}) to stdout`).readable();
  let batch: Buffer[] = [];
  let size = 0;
  for await (const row of stream) {
    batch.push(row);
    size += row.length;
    if (size < BATCH_BYTES) continue;
    yield Buffer.concat(batch);
    batch = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(batch);
}

async function* contents(sql: postgres.ReservedSql, header: BackupHeader, sections: Section[]) {
  const hash = createHash('sha256');
  const hashed = (bytes: Buffer) => {
    hash.update(bytes);
    return bytes;
  };
  yield hashed(toLine(header));
  for (const { name, columns, select } of sections) {
    yield hashed(toLine({ section: name, columns }));
    for await (const bytes of copyOut(sql, select)) yield hashed(bytes);
    yield hashed(Buffer.from(`${END_OF_SECTION}\n`));
  }
  const rows = Object.values(header.rows).reduce((sum, count) => sum + count, 0);
  yield toLine({ end: { rows, sha256: hash.digest('hex') } });
}

/** Renames the finished file; throws BackupError if that name exists. Some file systems have no hard links. */
async function publish(temporary: string, file: string): Promise<void> {
  await link(temporary, file).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST' || (await exists(file))) throw fileExistsError(file);
    await rename(temporary, file);
  });
  await rm(temporary, { force: true });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function fileExistsError(file: string): BackupError {
  return new BackupError(`${file} already exists. Choose another file name, or move the existing file.`);
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes the file; on an error leaves no file. Throws BackupError if it exists. `product` is the version of the
 * product; `signal` cancels.
 */
export async function writeBackup(
  databaseUrl: string,
  file: string,
  product: string,
  signal?: AbortSignal,
): Promise<BackupResult> {
  if (await exists(file)) throw fileExistsError(file);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.partial-${process.pid}`;
  try {
    const rows = await withConnection(databaseUrl, 'backup', async (sql) => {
      await sql`begin isolation level repeatable read read only`;
      const chains = { name: CHAINS_SECTION, columns: CHAIN_COLUMNS, select: CHAIN_HEADS };
      const sections = [chains, ...(await listTables(sql)).map(sectionOf)];
      const header: BackupHeader = {
        format: FORMAT,
        version: FORMAT_VERSION,
        product,
        created_at: new Date().toISOString(),
        schema: await schemaOfDatabase(sql),
        rows: await countRows(sql, sections),
        sequences: await readSequences(sql),
      };
      const target = createWriteStream(temporary, { flags: 'wx', mode: 0o600 });
      await pipeline(Readable.from(contents(sql, header, sections)), createGzip(), target, { signal });
      await sql`commit`;
      return countTableRows(header.rows);
    });
    await syncToDisk(temporary);
    const { size } = await stat(temporary);
    await publish(temporary, file);
    return { file, bytes: size, rows };
  } finally {
    await rm(temporary, { force: true });
  }
}

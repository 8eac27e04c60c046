/** Loads a backup into a freshly migrated database and verifies every chain, in one transaction. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type postgres from 'postgres';
import { recordTable } from '../supabase/embedded/first-start.ts';
import { CHAIN_COLUMNS, prepareChainHeads, verifyChains } from './chains.ts';
import { withConnection } from './connection.ts';
import { BackupError, CHAINS_SECTION, countTableRows } from './format.ts';
import { type BackupVisitor, readBackup } from './read-backup.ts';
import { type BackupTable, listTables, quoteColumns, quoteName } from './tables.ts';

export interface LoadResult {
  rows: number;
  chains: number;
}

/** Returns a visitor that fills the tables from the sections of a file. */
function createLoader(sql: postgres.ReservedSql, tables: BackupTable[]): BackupVisitor {
  const known = new Map(tables.map(({ name, columns }) => [name, columns]));
  let copy: Writable | undefined;
  let done: Promise<void> | undefined;
  return {
    onHeader: async ({ sequences }) => {
      for (const [name, value] of Object.entries(sequences))
        if (value !== null) await sql`select setval(${name}::regclass, ${value}::bigint)`;
    },
    onSection: async (name, columns) => {
      const expected = name === CHAINS_SECTION ? CHAIN_COLUMNS : known.get(name);
      const unknown = columns.find((column) => !expected?.includes(column));
      if (!expected || unknown)
        throw new BackupError(
          `The backup has ${name}${unknown ? `.${unknown}` : ''}, which this version does not have. Restore with the version that made it.`,
        );
      const table = name === CHAINS_SECTION ? `pg_temp.${CHAINS_SECTION}` : quoteName(name);
      copy = await sql.unsafe(`copy ${table} (${quoteColumns(columns)}) from stdin`).writable();
      done = finished(copy);
      // Awaited at the end of the section; until then a failure must not be an unhandled rejection.
      done.catch(() => {});
    },
    onRows: async (lines) => {
      if (copy && !copy.write(lines)) await Promise.race([once(copy, 'drain'), done]);
    },
    onSectionEnd: async () => {
      copy?.end();
      await done;
    },
  };
}

/** Loads the file. If it throws BackupError, nothing was loaded. */
export function loadBackup(databaseUrl: string, file: string): Promise<LoadResult> {
  return withConnection(databaseUrl, 'restore', async (sql) => {
    await sql`begin`;
    await sql.unsafe(recordTable);
    // Loads rows unchanged: triggers must not write log rows or search words for them.
    await sql`set local session_replication_role = replica`;
    await prepareChainHeads(sql);
    const header = await readBackup(file, createLoader(sql, await listTables(sql)));
    const chains = await verifyChains(sql);
    await sql`commit`;
    await sql`analyze`;
    return { rows: countTableRows(header.rows), chains };
  });
}

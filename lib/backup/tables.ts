/** Lists the tables of a backup: every table of the product and of its accounts, except those that a restored server does not need. */
import type postgres from 'postgres';

/** Omitted on purpose; docs/backup.md says why. */
export const OMITTED_TABLES = [
  // The results of idempotent calls of the last day.
  'private.idempotency_keys',
  // The remaining requests of a key in this minute.
  'private.key_allowances',
  // Sessions are signed with secrets of the old data folder, so people sign in again.
  'auth.sessions',
  'auth.refresh_tokens',
  'auth.flow_state',
  // The new database has its own record of the same migrations.
  'supabase_migrations.schema_migrations',
];

export interface BackupTable {
  /** Schema and name, such as public.deep_work_tasks. */
  name: string;
  columns: string[];
}

const schemas = ['auth', 'private', 'public', 'supabase_migrations'];

/** Returns the tables of a backup with the columns that COPY can load. */
export async function listTables(sql: postgres.Sql | postgres.ReservedSql): Promise<BackupTable[]> {
  return sql<BackupTable[]>`
    select n.nspname || '.' || c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and n.nspname = any (${schemas}) and n.nspname || '.' || c.relname <> all (${OMITTED_TABLES})
    group by 1 order by 1`;
}

/** Returns the last value of every sequence; null if it was never used. */
export async function readSequences(
  sql: postgres.Sql | postgres.ReservedSql,
): Promise<Record<string, string | null>> {
  const rows = await sql<{ name: string; value: string | null }[]>`
    select schemaname || '.' || sequencename as name, last_value::text as value
    from pg_catalog.pg_sequences where schemaname = any (${schemas}) order by 1`;
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** Quotes schema and name for a statement. */
export function quoteName(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

export function quoteColumns(columns: string[]): string {
  return columns.map((column) => quoteName(column)).join(', ');
}

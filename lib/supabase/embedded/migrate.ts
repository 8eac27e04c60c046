/**
 * Applies supabase/migrations the way the supabase CLI does and keeps the same record of it
 * (`supabase_migrations.schema_migrations`), so that a database can move between the two.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { type Statement, splitSql } from './split-sql.ts';

export interface Migration {
  version: string;
  name: string;
  file: string;
  statements: Statement[];
}

/** A migration failed or the database does not fit this checkout; nothing was changed. */
class MigrationError extends Error {
  override name = 'MigrationError';
}

export interface MigrationReport {
  applied: Migration[];
  /** Applied earlier, but their files have changed since. */
  edited: string[];
}

/** Any number will do, as long as every start uses the same one. */
const lockNumber = 20_261_101;

const recordTable = `
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
`;

export async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{14}_.+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => ({
      version: file.slice(0, 14),
      name: file.slice(15, -4),
      file: join(folder, file),
      statements: splitSql(await readFile(join(folder, file), 'utf8')),
    })),
  );
}

interface AppliedRow {
  version: string;
  statements: string[] | null;
}

/** The text without what may differ between this splitter and the supabase CLI's: comments between statements. */
function plain(source: string): string {
  return splitSql(source)
    .map((statement) => statement.text)
    .join(';\n');
}

function compare(migrations: Migration[], rows: AppliedRow[]): string[] {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  const strangers = rows.map((row) => row.version).filter((version) => !known.has(version));
  if (strangers.length > 0) {
    throw new MigrationError(
      `The database has migrations that this version does not know: ${strangers.join(', ')}. It comes from a newer or another version and was left untouched. Update the checkout, or start on another data folder (AES_DATA_DIR).`,
    );
  }
  return rows.flatMap((row) => {
    const migration = known.get(row.version);
    const isSame =
      !row.statements ||
      plain(row.statements.join(';\n')) === plain(migration?.statements.map((s) => s.text).join(';\n') ?? '');
    return migration && !isSame ? [migration.file] : [];
  });
}

function describe(error: unknown, file: string, statement: Statement): MigrationError {
  if (!(error instanceof postgres.PostgresError))
    return new MigrationError(`${file}: ${String(error)}`, { cause: error });
  // The position counts characters, not UTF-16 units.
  const before = [...statement.text].slice(0, Math.max(0, Number(error.position ?? 1) - 1)).join('');
  const inside = before.split('\n').length - 1;
  const excerpt = statement.text.split('\n')[inside]?.trim().slice(0, 160);
  const more = [error.detail, error.hint, error.where].filter(Boolean).map((part) => `\n  ${part}`);
  return new MigrationError(
    `${file}, line ${statement.line + inside}: ${error.message} (${error.code})\n  ${excerpt}${more.join('')}\nThe whole file was rolled back.`,
    { cause: error },
  );
}

/** Runs the statements of a file and then `record` in one transaction. Throws MigrationError naming file and statement. */
export async function applyFile(
  sql: postgres.ReservedSql,
  file: string,
  statements: Statement[],
  record: () => Promise<unknown>,
): Promise<void> {
  let current: Statement = { text: '', line: 1 };
  await sql`begin`;
  try {
    for (current of statements) await sql.unsafe(current.text);
    await record();
    await sql`commit`;
  } catch (error) {
    await sql`rollback`;
    throw describe(error, file, current);
  } finally {
    await sql`reset all`;
  }
}

function apply(sql: postgres.ReservedSql, { version, name, file, statements }: Migration): Promise<void> {
  const texts = statements.map((statement) => statement.text);
  return applyFile(sql, file, statements, async () => {
    await sql`
      insert into supabase_migrations.schema_migrations (version, name, statements)
      values (${version}, ${name}, ${texts})`;
  });
}

async function readApplied(sql: postgres.ReservedSql): Promise<AppliedRow[]> {
  const [found] =
    await sql`select to_regclass('supabase_migrations.schema_migrations') is not null as exists`;
  if (!found?.exists) return [];
  await sql.unsafe(recordTable);
  return sql<
    AppliedRow[]
  >`select version, statements from supabase_migrations.schema_migrations order by version`;
}

/** Refuses, before anything is written, a database that comes from a newer or another version. */
export async function checkVersion(sql: postgres.Sql, migrations: Migration[]): Promise<void> {
  const connection = await sql.reserve();
  try {
    compare(migrations, await readApplied(connection));
  } finally {
    connection.release();
  }
}

/** Applies what is missing, each file in one transaction. Two servers starting at once take turns. Throws MigrationError. */
export async function migrate(sql: postgres.Sql, migrations: Migration[]): Promise<MigrationReport> {
  const connection = await sql.reserve();
  try {
    await connection`select pg_advisory_lock(${lockNumber})`;
    const rows = await readApplied(connection);
    const edited = compare(migrations, rows);
    const pending = migrations.filter((migration) => !rows.some((row) => row.version === migration.version));
    if (pending.length > 0) await connection.unsafe(recordTable);
    for (const migration of pending) await apply(connection, migration);
    return { applied: pending, edited };
  } finally {
    await connection`select pg_advisory_unlock(${lockNumber})`;
    connection.release();
  }
}

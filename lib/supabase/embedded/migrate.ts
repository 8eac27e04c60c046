/**
 * Applies supabase/migrations the way the supabase CLI does and keeps the same record of it
 * (`supabase_migrations.schema_migrations`), so that a database can move between the two.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { adopt, BASELINE, isPreRelease } from './adopt.ts';
import { type Statement, splitSql } from './split-sql.ts';

export interface Migration {
  version: string;
  name: string;
  file: string;
  statements: Statement[];
}

/** A migration failed, or the database does not match this checkout. Nothing was changed. */
class MigrationError extends Error {
  override name = 'MigrationError';
}

export interface MigrationReport {
  /** The migrations that were applied: all to a new database, the missing ones to an older one. */
  applied: Migration[];
  /** Whether the data came from the last version before the first release. */
  isAdopted: boolean;
  /** Files that have changed since they were applied. */
  edited: string[];
}

/** The key of the advisory lock. Any number works, as long as every start uses the same one. */
const LOCK_KEY = 20_261_101;

const recordTable = `
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
`;

/** Returns the migrations of a folder in their order, up to the version `until` if that is given. */
export async function readMigrations(folder: string, until?: string): Promise<Migration[]> {
  const isWanted = (file: string) => /^\d{14}_.+\.sql$/.test(file) && (!until || file.slice(0, 14) <= until);
  const files = (await readdir(folder)).filter(isWanted).sort();
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

/** Returns the statements without the comments between them, because the supabase CLI may split these differently. */
function plain(source: string): string {
  return splitSql(source)
    .map((statement) => statement.text)
    .join(';\n');
}

const isOlder = ({ version }: AppliedRow) => version < BASELINE;

/** Throws MigrationError for data of a newer version, of another one, or of one that is too old to be upgraded. */
function refuseOthers(migrations: Migration[], rows: AppliedRow[]): void {
  const known = new Set(migrations.map(({ version }) => version));
  const unknown = rows.map(({ version }) => version).filter((version) => !known.has(version));
  if (unknown.length === 0 || (known.has(BASELINE) && isPreRelease(rows))) return;
  if (known.has(BASELINE) && rows.every(isOlder))
    throw new MigrationError(
      'The data come from an early version before 0.1.0, which cannot be upgraded. They were left untouched. Export them in the settings of that version, and import the file on another data folder (AES_DATA_DIR).',
    );
  throw new MigrationError(
    `The database has migrations that this version does not know: ${unknown.join(', ')}. It comes from a newer or another version and was left untouched. Update the checkout, or start on another data folder (AES_DATA_DIR).`,
  );
}

/** Returns the files that changed after they were applied. */
function findEdited(migrations: Migration[], rows: AppliedRow[]): string[] {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
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
    `${file}, line ${statement.line + inside}: ${error.message} (${error.code})\n  ${excerpt}${more.join('')}\nEverything was rolled back.`,
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

function record(sql: postgres.ReservedSql, { version, name, statements }: Migration) {
  const texts = statements.map(({ text }) => text);
  return sql`
    insert into supabase_migrations.schema_migrations (version, name, statements)
    values (${version}, ${name}, ${texts})`;
}

/** Applies all migrations in one transaction, so that a failure leaves data that the earlier version can still open. */
async function applyAll(
  sql: postgres.ReservedSql,
  migrations: Migration[],
  isAdopted: boolean,
): Promise<void> {
  let [file, current] = ['', { text: '', line: 1 }];
  await sql`begin`;
  try {
    await sql.unsafe(recordTable);
    for (const migration of migrations) {
      const isBaseline = migration.version === BASELINE;
      file = migration.file;
      const statements = isAdopted && isBaseline ? adopt(migration.statements) : migration.statements;
      for (current of statements) await sql.unsafe(current.text);
      await record(sql, migration);
      await sql`reset all`;
    }
    await sql`commit`;
  } catch (error) {
    await sql`rollback`;
    throw describe(error, file, current);
  } finally {
    await sql`reset all`;
  }
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

const pendingOf = (migrations: Migration[], rows: AppliedRow[]) =>
  migrations.filter(({ version }) => !rows.some((row) => row.version === version));

/**
 * Refuses, before anything is written, a database that comes from a newer or another version. Returns whether it has data of an older
 * version, which migrations would change.
 */
export async function checkVersion(sql: postgres.Sql, migrations: Migration[]): Promise<boolean> {
  const connection = await sql.reserve();
  try {
    const rows = await readApplied(connection);
    refuseOthers(migrations, rows);
    return rows.length > 0 && pendingOf(migrations, rows).length > 0;
  } finally {
    connection.release();
  }
}

/** Applies all missing migrations in one transaction. Concurrent starts wait for each other. Throws MigrationError. */
export async function migrate(sql: postgres.Sql, migrations: Migration[]): Promise<MigrationReport> {
  const connection = await sql.reserve();
  try {
    await connection`select pg_advisory_lock(${LOCK_KEY})`;
    const rows = await readApplied(connection);
    refuseOthers(migrations, rows);
    const applied = pendingOf(migrations, rows);
    const isAdopted = isPreRelease(rows) && applied.some(({ version }) => version === BASELINE);
    if (applied.length > 0) await applyAll(connection, applied, isAdopted);
    return { applied, isAdopted, edited: findEdited(migrations, rows) };
  } finally {
    await connection`select pg_advisory_unlock(${LOCK_KEY})`;
    connection.release();
  }
}

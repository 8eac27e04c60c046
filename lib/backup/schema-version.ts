/** Compares the migrations of a backup and a checkout. A backup is restored only with the migrations that made its tables. */
import { createHash } from 'node:crypto';
import type postgres from 'postgres';
import { BASELINE } from '../supabase/embedded/adopt.ts';
import type { Migration } from '../supabase/embedded/migrate.ts';
import { BackupError, type SchemaVersion } from './format.ts';

function checksumOf(statements: string[]): string {
  return createHash('sha256').update(statements.join(';\n')).digest('hex');
}

/** Returns the migrations of a checkout. */
export function schemaOfCheckout(migrations: Migration[]): SchemaVersion {
  return Object.fromEntries(
    migrations.map(({ version, statements }) => [version, checksumOf(statements.map(({ text }) => text))]),
  );
}

/** Returns the migrations that were applied to a database. */
export async function schemaOfDatabase(sql: postgres.Sql | postgres.ReservedSql): Promise<SchemaVersion> {
  const rows = await sql<{ version: string; statements: string[] | null }[]>`
    select version, statements from supabase_migrations.schema_migrations order by version`;
  return Object.fromEntries(rows.map(({ version, statements }) => [version, checksumOf(statements ?? [])]));
}

/**
 * Returns the newest migration of the file, at which it can be restored. Throws BackupError unless the file has the first migrations of the
 * checkout and no others.
 */
export function checkSchema(ofFile: SchemaVersion, ofCheckout: SchemaVersion, product: string): string {
  const newest = Object.keys(ofFile).sort().at(-1) ?? '';
  if (BASELINE in ofCheckout && newest < BASELINE)
    throw new BackupError(
      `The backup was made before version 0.1.0. Restore it with the checkout that made it, then start this version on the restored data folder, which upgrades it.`,
    );
  const newer = Object.keys(ofFile).filter((version) => !(version in ofCheckout));
  if (newer.length > 0)
    throw new BackupError(
      `The backup was made by a newer version (${product}), with migrations that this one does not have: ${newer.join(', ')}. Update this checkout, then restore again.`,
    );
  const missing = Object.keys(ofCheckout).filter((version) => !(version in ofFile) && version < newest);
  if (missing.length > 0)
    throw new BackupError(
      `The backup was made by another version (${product}): it lacks the migrations ${missing.join(', ')}. Check out the version that made it and restore there.`,
    );
  const changed = Object.keys(ofFile).filter((version) => ofFile[version] !== ofCheckout[version]);
  if (changed.length > 0)
    throw new BackupError(
      `The backup was made with other contents of the migrations ${changed.join(', ')} (version ${product}). Check out the commit that made it, then restore again.`,
    );
  return newest;
}

/**
 * Builds the migration that updates the functions, triggers, policies and grants of a migrated database to those of
 * supabase/schema/. Compares two databases: one made by the migrations, and a copy of it in which supabase/schema/
 * replaces all code.
 */
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { dropCode } from '../../lib/supabase/embedded/drop-code.ts';
import { splitSql } from '../../lib/supabase/embedded/split-sql.ts';
import { startTestBackend, type TestBackend } from '../../tests/support/test-database.ts';
import { dumpSchema, readSchema } from '../dump-schema.ts';
import { readLock, UNRELEASED } from './migration-lock.ts';
import { applySchemaFiles, blocksOf, readSchemaFiles, statementsOf } from './schema-files.ts';
import { writeChanges } from './write-changes.ts';

const MARK = '-- Generated from supabase/schema/ by `npm run migration`; do not edit.';
/** A replaced function may call one that follows. */
const PREAMBLE = `${MARK}\n\nset check_function_bodies = off;\n`;

/** Returns the newest migration if it was generated and no version has released it; such a file is rewritten. */
export async function openMigration(supabaseDir: string): Promise<string | null> {
  const file = (await readdir(join(supabaseDir, 'migrations')))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .at(-1);
  if (!file) return null;
  const text = await readFile(join(supabaseDir, 'migrations', file), 'utf8');
  const released = (await readLock(supabaseDir)).some(
    (entry) => entry.file === file && entry.release !== UNRELEASED,
  );
  return text.startsWith(MARK) && !released ? file : null;
}

async function withSql<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  return work(sql).finally(() => sql.end());
}

/** Throws unless the migration yields the same schema as supabase/schema/. */
async function verify(url: string, migration: string, expected: string): Promise<void> {
  await withSql(url, async (sql) => {
    for (const { text } of splitSql(migration)) await sql.unsafe(text);
    const [made, wanted] = [(await dumpSchema(sql)).split('\n'), expected.split('\n')];
    const at = wanted.findIndex((line, index) => line !== made[index]);
    if (at < 0 && made.length === wanted.length) return;
    throw new Error(
      `The migration does not make the schema of supabase/schema/.\nwanted: ${wanted[at]}\nmade:   ${made[at]}`,
    );
  });
}

async function compare(backend: TestBackend, supabaseDir: string, applied: string): Promise<string | null> {
  const files = await readSchemaFiles(supabaseDir);
  const target = await backend.createDatabase();
  const { after, dump } = await withSql(target, async (sql) => {
    await sql.unsafe(dropCode);
    await applySchemaFiles(sql, files);
    return { after: await readSchema(sql), dump: await dumpSchema(sql) };
  });
  const before = await withSql(backend.databaseUrl, readSchema);
  const changes = writeChanges(before, after, statementsOf(files));
  const blocks = blocksOf(files);
  if (changes === '' && blocks.every((block) => applied.includes(block))) return null;
  const migration = `${PREAMBLE}\n${changes}\n-- Changes that depend on the database\n\n${blocks.join(';\n\n')};\n`;
  await verify(await backend.createDatabase(), migration, dump);
  return migration;
}

/** Returns the text of the migration; null if nothing differs. `replaced` is the migration that it replaces. */
export async function buildMigration(supabaseDir: string, replaced: string | null): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'aes-migration-'));
  try {
    await cp(join(supabaseDir, 'migrations'), join(folder, 'migrations'), {
      recursive: true,
      filter: (path) => replaced === null || !path.endsWith(replaced),
    });
    const files = (await readdir(join(folder, 'migrations'))).sort();
    const applied = await Promise.all(
      files.map((file) => readFile(join(folder, 'migrations', file), 'utf8')),
    );
    const backend = await startTestBackend({ supabaseDir: folder });
    return await compare(backend, supabaseDir, applied.join('\n')).finally(backend.stop);
  } finally {
    await rm(folder, { recursive: true });
  }
}

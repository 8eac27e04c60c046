/** The files of supabase/schema/ in the order that supabase/config.toml declares. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type postgres from 'postgres';
import { type Statement, splitSql } from '../../lib/supabase/embedded/split-sql.ts';

export interface SchemaFile {
  /** Its path below supabase/, such as schema/plans/access.sql. */
  path: string;
  text: string;
  statements: Statement[];
}

/** Returns the paths below supabase/ of the setting `schema_paths`. */
export async function schemaPaths(supabaseDir: string): Promise<string[]> {
  const config = await readFile(join(supabaseDir, 'config.toml'), 'utf8');
  const list = /^schema_paths = \[([^\]]*)\]/m.exec(config)?.[1];
  if (!list) throw new Error(`${supabaseDir}/config.toml has no schema_paths.`);
  return [...list.matchAll(/"\.\/([^"]+)"/g)].map(([, path = '']) => path);
}

/** Returns the files that are applied repeatedly, without the table migrations in the list. */
export async function readSchemaFiles(supabaseDir: string): Promise<SchemaFile[]> {
  const paths = (await schemaPaths(supabaseDir)).filter((path) => path.startsWith('schema/'));
  return Promise.all(
    paths.map(async (path) => {
      const text = await readFile(join(supabaseDir, path), 'utf8');
      return { path, text, statements: splitSql(text) };
    }),
  );
}

/** Applies files in one transaction each. Throws an error that names file and line. */
export async function applySchemaFiles(sql: postgres.Sql, files: SchemaFile[]): Promise<void> {
  for (const { path, statements } of files)
    await sql.begin(async (tx) => {
      for (const { text, line } of statements)
        await tx.unsafe(text).catch((error: Error) => {
          throw new Error(`supabase/${path}, line ${line}: ${error.message}`, { cause: error });
        });
    });
}

const CREATES =
  /^create (?:or replace )?(?:(function) ([\w.]+)|(?:constraint )?(trigger|policy) (\w+)[\s\S]*? on ([\w.]+))/;

/**
 * Returns the statements that create functions, triggers and policies, by the object that they create: `function
 * private.claims`, `policy a on public.b`.
 */
export function statementsOf(files: SchemaFile[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { text } of files.flatMap(({ statements }) => statements)) {
    const [, isFunction, name, kind, id, table] = CREATES.exec(text) ?? [];
    if (isFunction) found.set(`function ${name}`, `${text};`);
    else if (kind) found.set(`${kind} ${id} on ${table}`, `${text};`);
  }
  return found;
}

/** Returns the statements that the catalogue does not show: blocks that change a table only under a condition. */
export function blocksOf(files: SchemaFile[]): string[] {
  return files.flatMap(({ statements }) =>
    statements.map(({ text }) => text).filter((text) => /^do\b/i.test(text)),
  );
}

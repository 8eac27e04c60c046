/** The conventions of the schema, checked in the catalogue, so that new objects follow them too. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

let sql: postgres.Sql;

beforeAll(() => {
  sql = postgres(inject('databaseUrl'), { max: 1, onnotice: () => {} });
});

afterAll(() => sql.end());

const names = (rows: readonly postgres.Row[]) => rows.map((row) => row.name);

test('every table in public has row level security enabled', async () => {
  const tables =
    await sql`select relname as name, relrowsecurity from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`;
  expect(tables.length).toBeGreaterThan(16);
  expect(names(tables.filter((table) => !table.relrowsecurity))).toEqual([]);
});

test('every table, column and function has a comment', async () => {
  const uncommented = await sql`
    select c.relname as name from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'S')
      and obj_description(c.oid, 'pg_class') is null
    union all
    select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'r'
      and a.attnum > 0 and not a.attisdropped and col_description(c.oid, a.attnum) is null
    union all
    select p.oid::regprocedure::text from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and obj_description(p.oid, 'pg_proc') is null`;
  expect(names(uncommented)).toEqual([]);
});

test('every function sets an empty search path; the API cannot reach definer functions', async () => {
  const functions = await sql`
    select p.oid::regprocedure::text as name, p.prosecdef, p.pronamespace::regnamespace::text as schema, p.proconfig
    from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)`;
  expect(functions.length).toBeGreaterThan(30);
  expect(names(functions.filter((f) => !f.proconfig?.includes('search_path=""')))).toEqual([]);
  expect(names(functions.filter((f) => f.prosecdef && f.schema !== 'private'))).toEqual([]);
});

test('no function is granted to public, and none of this schema can be called without a token', async () => {
  const open = await sql`
    select p.oid::regprocedure::text as name from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and a.grantee = 0`;
  expect(names(open)).toEqual([]);
  const anonymous = await sql`
    select p.oid::regprocedure::text as name from pg_proc p
    where p.pronamespace = 'public'::regnamespace and has_function_privilege('anon', p.oid, 'execute')`;
  expect(names(anonymous)).toEqual([]);
});

test('anon has no privilege on any table', async () => {
  const rows = await sql`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and has_any_column_privilege('anon', c.oid, 'select, insert, update, references')`;
  expect(names(rows)).toEqual([]);
});

test('every foreign key has an index that begins with its columns', async () => {
  const unindexed = await sql`
    select k.conname as name from pg_constraint k
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
      select from pg_index i
      where i.indrelid = k.conrelid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] = k.conkey
    )`;
  expect(names(unindexed)).toEqual([]);
});

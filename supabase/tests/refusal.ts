/** Expects the database to refuse a call without writing anything. */
import type postgres from 'postgres';
import { expect } from 'vitest';
import { type Database, expectError, type Identity, owner, type Transaction } from './identities.ts';

export type Call = (tx: Transaction) => postgres.PendingQuery<postgres.Row[]>;

/** Returns the row count and md5 of each table. */
async function hashRows({ sql }: Database): Promise<Record<string, unknown>> {
  const tables = await sql<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = 'public'`;
  const hashes: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [row] = await sql`
      select count(*)::int as rows, md5(coalesce(string_agg(t::text, e'\\n' order by t::text), '')) as hash
      from ${sql(name)} t`;
    hashes[name] = row;
  }
  return hashes;
}

/** Expects an error with this SQLSTATE, and every table unchanged. */
export async function expectRefused(
  db: Database,
  call: Call,
  sqlstate: string,
  identity: Identity = owner,
): Promise<postgres.PostgresError> {
  const before = await hashRows(db);
  const error = await expectError(db.as(identity, call), sqlstate);
  expect(await hashRows(db)).toEqual(before);
  return error;
}

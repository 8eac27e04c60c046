/** Initializes a new data folder once: the local owner, their first agent key and the example data. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type postgres from 'postgres';
import type { Lite } from './lite.ts';
import { applyFile } from './migrate.ts';
import type { Secrets } from './secrets.ts';
import { splitSql } from './split-sql.ts';

const seedName = 'supabase/seed.sql';

/** The supabase CLI's record of seeds. The seed writes its row in the same transaction, which marks the first start as done. */
export const recordTable = `
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.seed_files (path text not null primary key, hash text not null);
`;

/** Signs the owner up through the auth API, so that their account is a normal account. Returns its id. */
async function ensureOwner(sql: postgres.Sql, lite: Lite, secrets: Secrets): Promise<string> {
  const find = async () => {
    const rows = await sql<
      { id: string }[]
    >`select id::text from auth.users where email = ${secrets.ownerEmail}`;
    return rows[0]?.id;
  };
  const existing = await find();
  if (existing) return existing;
  const response = await lite.fetch(
    new Request('http://localhost/auth/v1/signup', {
      method: 'POST',
      headers: { apikey: secrets.publishableKey, 'content-type': 'application/json' },
      body: JSON.stringify({
        email: secrets.ownerEmail,
        password: secrets.ownerPassword,
        data: { name: 'Local owner' },
      }),
    }),
  );
  const created = await find();
  if (created) return created;
  throw new Error(`The local owner could not be created: ${response.status} ${await response.text()}`);
}

async function ensureAgentKey(sql: postgres.Sql, owner: string, key: string): Promise<void> {
  await sql`
    insert into public.agent_api_keys (user_id, name, prefix, key_hash, scopes)
    values (${owner}, 'first-agent', ${key.slice(0, 12)}, ${createHash('sha256').update(key).digest('hex')}, '{read,write}')
    on conflict (key_hash) do nothing`;
}

/** Returns whether this was the first start. The next start completes one that crashed. */
export async function completeFirstStart(
  sql: postgres.Sql,
  lite: Lite,
  secrets: Secrets,
  seedFile: string | null,
): Promise<boolean> {
  await sql.unsafe(recordTable);
  const done = await sql`select from supabase_migrations.seed_files where path = ${seedName}`;
  if (done.length > 0) return false;
  const owner = await ensureOwner(sql, lite, secrets);
  const [table] = await sql`select to_regclass('public.agent_api_keys') is not null as exists`;
  if (table?.exists) await ensureAgentKey(sql, owner, secrets.agentKey);
  const seed = seedFile ? await readFile(seedFile, 'utf8') : '';
  const hash = createHash('sha256').update(seed).digest('hex');
  const connection = await sql.reserve();
  try {
    await applyFile(connection, seedFile ?? seedName, splitSql(seed), async () => {
      await connection`insert into supabase_migrations.seed_files (path, hash) values (${seedName}, ${hash})`;
    });
  } finally {
    connection.release();
  }
  return true;
}

/** Returns the first agent key, unless it was revoked or deleted. */
export async function usableAgentKey(sql: postgres.Sql, key: string): Promise<string | null> {
  const [table] = await sql`select to_regclass('public.agent_api_keys') is not null as exists`;
  if (!table?.exists) return null;
  const hash = createHash('sha256').update(key).digest('hex');
  const rows = await sql`
    select from public.agent_api_keys
    where key_hash = ${hash} and revoked_at is null and (expires_at is null or expires_at > now())`;
  return rows.length > 0 ? key : null;
}

/** Creates a database in the form of hosted Supabase, for the tests of migrations. */
import postgres from 'postgres';
import { copyDatabase } from '../../tests/support/test-database.ts';

/**
 * Creates one: an owner who is not a superuser, its own auth schema, and defaults that grant every new object to every API role. Returns
 * the owner's address.
 */
export async function makeSupabase(adminUrl: string): Promise<string> {
  const url = await copyDatabase(adminUrl, 'template0');
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const database = new URL(url).pathname.slice(1);
  const owner = `hosted_${crypto.randomUUID().slice(0, 8)}`;
  const password = crypto.randomUUID();
  try {
    await admin.unsafe(`
      create role ${owner} login createrole bypassrls password '${password}';
      grant anon, authenticated, service_role to ${owner} with admin option;
      alter database ${database} owner to ${owner};
      create schema auth;
      create table auth.users (id uuid primary key, email text, created_at timestamptz default now());
      create function auth.uid() returns uuid language sql stable as
        $f$ select nullif(current_setting('request.jwt.claims', true)::jsonb ->> 'sub', '')::uuid $f$;
      create function auth.jwt() returns jsonb language sql stable as $f$ select current_setting('request.jwt.claims', true)::jsonb $f$;
      create function auth.role() returns text language sql stable as $f$ select auth.jwt() ->> 'role' $f$;
      grant usage on schema auth to ${owner}, anon, authenticated, service_role;
      create schema extensions authorization ${owner};
      grant usage on schema extensions to anon, authenticated, service_role;
      alter default privileges for role ${owner} in schema public grant all on tables to anon, authenticated, service_role;
      alter default privileges for role ${owner} in schema public grant all on functions to anon, authenticated, service_role;
      alter default privileges for role ${owner} in schema public grant all on sequences to anon, authenticated, service_role;
    `);
  } finally {
    await admin.end();
  }
  const address = new URL(url);
  address.username = owner;
  address.password = password;
  return address.href;
}

/** Creates what a Supabase database has before its first migration: the API roles, the default grants, and the schema for extensions. */
import type postgres from 'postgres';

const statements = `
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;
  -- The API's login: has no rights of its own and may only become one of the three.
  if not exists (select from pg_catalog.pg_roles where rolname = 'authenticator') then
    create role authenticator login noinherit nosuperuser;
  end if;
end
$$;
grant anon, authenticated, service_role to authenticator;

create schema if not exists extensions;
grant usage on schema public, extensions to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;
`;

/** Runs at every start; does nothing if everything exists. `password` becomes the password of the role authenticator. */
export async function prepareRoles(sql: postgres.Sql, password: string): Promise<void> {
  await sql.unsafe(statements);
  const [row] = await sql<{ statement: string; path: string }[]>`
    select format('alter role authenticator password %L', ${password}::text) as statement,
      format('alter database %I set search_path = "$user", public, extensions', current_database()) as path`;
  if (!row) return;
  await sql.unsafe(row.statement);
  await sql.unsafe(row.path);
}

/** Supabase's own definitions. Lite's read settings that only lite sets; these also read the token, as on a hosted project. */
const authFunctions = `
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;
create or replace function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;
create or replace function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;
create or replace function auth.jwt() returns jsonb language sql stable as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb
$$;
grant usage on schema auth to anon, authenticated, service_role;
grant execute on function auth.uid(), auth.role(), auth.email(), auth.jwt() to anon, authenticated, service_role;
`;

/** Runs after lite has created the schema `auth`. */
export async function prepareAuthSchema(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(authFunctions);
}

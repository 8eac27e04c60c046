/** The embedded API through supabase-js: results, errors, identities and row level security. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { SignJWT } from 'jose';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it, test } from 'vitest';
import { env } from '@/lib/env';
import { copyDatabase } from '@/tests/support/test-database';
import { createEmbeddedApi, type EmbeddedApi } from './api';

const fixtures = `
create table public.notes (
  id int primary key generated always as identity,
  owner text not null default auth.uid()::text,
  body jsonb not null,
  constraint notes_body_object check (jsonb_typeof(body) = 'object')
);
alter table public.notes enable row level security;
create policy notes_own on public.notes to authenticated using (owner = auth.uid()::text);
create function public.refuse() returns trigger language plpgsql as $$
begin
  if new.body ? 'bad' then
    raise exception using errcode = 'AE409', message = 'No.', detail = 'It is bad.', hint = 'Be good.';
  end if;
  return new;
end $$;
create trigger notes_refuse before insert on public.notes for each row execute function public.refuse();

create function public.t_raise(code text) returns void language plpgsql as $$
begin
  raise exception using errcode = code, message = 'Not there.', detail = 'Looked twice.', hint = 'Look again.';
end $$;
create function public.t_scalar(a int, b int default 2) returns int language sql as $$ select a + b $$;
create function public.t_text() returns text language sql as $$ select 'a "quoted" text' $$;
create function public.t_null() returns text language sql as $$ select null::text $$;
create function public.t_json(value jsonb) returns jsonb language sql as
  $$ select jsonb_build_object('type', jsonb_typeof(value), 'value', value) $$;
create function public.t_void() returns void language sql as $$ select $$;
create function public.t_setof_int() returns setof int language sql as $$ select generate_series(1, 3) $$;
create function public.t_table(n int) returns table (one int) language sql as $$ select generate_series(1, n) $$;
create function public.t_out(out a int, out b text) language sql as $$ select 1, 'x' $$;
create function public.t_array(tags text[]) returns int language sql as $$ select cardinality(tags) $$;
create function public.t_row(note jsonb) returns public.notes language sql as
  $$ insert into public.notes (body) values (note) returning * $$;
-- Postgres may inline this function, because it sets no search path. It must still run after the role changes.
create function public.t_notes() returns setof public.notes language sql stable as $$ select * from public.notes $$;
create function public.t_who() returns jsonb language sql stable as $$
  select jsonb_build_object('role', current_user, 'session', session_user, 'uid', auth.uid(),
    'agent', current_setting('request.jwt.claims', true)::jsonb ->> 'agent_name') $$;
create function public.t_members_only() returns int language sql as $$ select 1 $$;
revoke execute on function public.t_members_only() from public, anon;
`;

const alice = '00000000-0000-4000-8000-00000000000a';
const bob = '00000000-0000-4000-8000-00000000000b';
let databaseUrl: string;
let api: EmbeddedApi;
let admin: postgres.Sql;

function token(claims: Record<string, unknown>, expires = '5m'): Promise<string> {
  return new SignJWT({ role: 'authenticated', aud: 'authenticated', ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(env().jwtSecret));
}

function client(bearer?: string, key = env().publishableKey): SupabaseClient {
  return createClient('http://localhost', key, {
    auth: { persistSession: false, autoRefreshToken: false },
    ...(bearer ? { accessToken: async () => bearer } : {}),
    global: { fetch: api.fetch },
  });
}

const as = async (sub: string, claims = {}) => client(await token({ sub, ...claims }));

beforeAll(async () => {
  databaseUrl = await copyDatabase(inject('adminUrl'), 'migrated');
  admin = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(fixtures);
  api = createEmbeddedApi({ ...env(), databaseUrl });
});

afterAll(async () => {
  await api.close();
  await admin.end();
});

describe('a function call', () => {
  it.each([
    ['t_scalar', { a: 1 }, 3],
    ['t_scalar', { a: 1, b: 5 }, 6],
    ['t_text', {}, 'a "quoted" text'],
    ['t_null', {}, null],
    ['t_void', {}, null],
    ['t_setof_int', {}, [1, 2, 3]],
    ['t_table', { n: 2 }, [{ one: 1 }, { one: 2 }]],
    ['t_table', { n: 0 }, []],
    ['t_out', {}, { a: 1, b: 'x' }],
    ['t_array', { tags: ['a', 'b,"c'] }, 2],
    ['t_json', { value: { a: [1] } }, { type: 'object', value: { a: [1] } }],
    ['t_json', { value: 'text' }, { type: 'string', value: 'text' }],
    ['t_json', { value: null }, { type: null, value: null }],
  ])('returns the result of %s(%o)', async (name, args, expected) => {
    const { data, error } = await (await as(alice)).rpc(name, args);
    expect(error).toBeNull();
    expect(data).toEqual(expected);
  });

  test('returns a row as one object', async () => {
    const { data } = await (await as(alice)).rpc('t_row', { note: { n: 1 } });
    expect(data).toMatchObject({ owner: alice, body: { n: 1 } });
  });

  test('accepts a Request as well as a URL with options', async () => {
    const request = (name: string, body: unknown) =>
      new Request(`http://localhost/rest/v1/rpc/${name}`, {
        method: 'POST',
        headers: { apikey: env().publishableKey, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect(await (await api.fetch(request('t_scalar', { a: 1 }))).json()).toBe(3);
    expect((await api.fetch(request('t_nowhere', { a: 1 }))).status).toBe(404);
  });

  test('accepts filters and single()', async () => {
    const { data, error } = await (await as(alice)).rpc('t_table', { n: 5 }).eq('one', 3).single();
    expect(error).toBeNull();
    expect(data).toEqual({ one: 3 });
  });

  test('finds a function created after the first request', async () => {
    await admin`create function public.t_later() returns int language sql as 'select 7'`;
    expect((await (await as(alice)).rpc('t_later')).data).toBe(7);
  });

  test('returns 404 for an unknown function', async () => {
    const { status, error } = await (await as(alice)).rpc('t_nowhere');
    expect(status).toBe(404);
    expect(error?.code).toBe('PGRST202');
  });
});

describe('errors', () => {
  it.each([
    ['AE400', 422],
    ['AE403', 403],
    ['AE404', 404],
    ['AE409', 409],
    ['AE410', 409],
    ['AE412', 412],
    ['AE413', 413],
    ['AE422', 422],
    ['PT418', 418],
    ['23505', 409],
    ['42501', 403],
  ])('keep the status, message, details and hint of a raised %s', async (code, status) => {
    const response = await (await as(alice)).rpc('t_raise', { code });
    expect(response.status).toBe(status);
    expect(response.error).toMatchObject({
      code,
      message: 'Not there.',
      details: 'Looked twice.',
      hint: 'Look again.',
    });
  });

  test('keep the details and hint that a trigger raises during a table write', async () => {
    const { error, status } = await (await as(alice)).from('notes').insert({ body: { bad: true } });
    expect(status).toBe(409);
    expect(error).toMatchObject({ code: 'AE409', message: 'No.', details: 'It is bad.', hint: 'Be good.' });
  });

  test('name the code 22P02 for an argument of the wrong type', async () => {
    const { error, status } = await (await as(alice)).rpc('t_scalar', { a: 'x' });
    expect(status).toBe(400);
    expect(error?.code).toBe('22P02');
  });
});

describe('identity', () => {
  test('comes from the token, under the API login', async () => {
    const { data } = await (await as(alice, { agent_name: 'scout' })).rpc('t_who');
    expect(data).toEqual({ role: 'authenticated', session: 'authenticator', uid: alice, agent: 'scout' });
  });

  test('limits the rows, also of an inlined function', async () => {
    await (await as(bob)).rpc('t_row', { note: { of: 'bob' } });
    const { data } = await (await as(alice)).rpc('t_notes');
    expect(data.map((note: { owner: string }) => note.owner)).not.toContain(bob);
    expect((await client(undefined, env().secretKey).rpc('t_notes')).data.length).toBeGreaterThan(
      data.length,
    );
  });

  test('refuses an anonymous caller with 401 where the function is not granted', async () => {
    const { status, error } = await client().rpc('t_members_only');
    expect([status, error?.code]).toEqual([401, '42501']);
    expect((await (await as(alice)).rpc('t_members_only')).data).toBe(1);
  });

  test('stays separate for concurrent callers, and does not remain on a connection', async () => {
    const people = await Promise.all([as(alice), as(bob), Promise.resolve(client())]);
    const responses = await Promise.all(
      Array.from({ length: 150 }, async (_, n) => {
        const caller = people[n % 3];
        if (n % 10 === 0) await caller?.rpc('t_raise', { code: 'AE404' });
        return (await caller?.rpc('t_who'))?.data;
      }),
    );
    responses.forEach((response, n) => {
      expect(response.uid).toBe([alice, bob, null][n % 3]);
      expect(response.role).toBe(n % 3 === 2 ? 'anon' : 'authenticated');
    });
  });

  test('gives the API login itself no access', async () => {
    const url = new URL(databaseUrl);
    url.username = 'authenticator';
    const sql = postgres(url.href, { max: 1 });
    await expect(sql`select * from public.notes`).rejects.toMatchObject({ code: '42501' });
    await expect(sql`set role postgres`).rejects.toMatchObject({ code: '42501' });
    await sql.end();
  });

  it.each([
    ['expired', () => token({ sub: alice }, '-1m')],
    ['malformed', async () => 'a.b.c'],
    ['signed with another secret', async () => (await token({ sub: alice })).slice(0, -4).concat('AAAA')],
    ['issued for a role outside the API', () => token({ sub: alice, role: 'postgres' })],
  ])('refuses a token that is %s', async (_, make) => {
    const { status, data } = await client(await make()).rpc('t_who');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(data).toBeNull();
  });

  test('refuses a request without a known key', async () => {
    expect((await client(undefined, 'sb_publishable_wrong').rpc('t_who')).status).toBe(401);
  });
});

describe('accounts', () => {
  test('sign up, sign in and use the session on tables', async () => {
    const supabase = client();
    const credentials = { email: 'carol@example.com', password: 'correct-horse' };
    expect((await supabase.auth.signUp(credentials)).error).toBeNull();
    const { data } = await supabase.auth.signInWithPassword(credentials);
    expect(data.user?.email).toBe(credentials.email);
    expect((await supabase.rpc('t_who')).data.uid).toBe(data.user?.id);
    const note = await supabase
      .from('notes')
      .insert({ body: { of: 'carol' } })
      .select()
      .single();
    expect(note.data).toMatchObject({ owner: data.user?.id, body: { of: 'carol' } });
  });
});

test.each(['rpc/t_json', 'notes', 'rpc/t_json?select=*'])(
  '%s refuses more than a million values',
  async (path) => {
    const body = `{"value":[${Array(1_000_001).fill('1').join(',')}]}`;
    const headers = { apikey: env().publishableKey, 'content-type': 'application/json' };
    const response = await api.fetch(`http://localhost/rest/v1/${path}`, { method: 'POST', headers, body });
    expect([response.status, await response.json()]).toMatchObject([413, { code: 'AE413' }]);
  },
);

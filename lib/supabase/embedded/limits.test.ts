/** No request blocks the database: statements end with their timeout or client; regular expressions are refused. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { env } from '@/lib/env';
import { copyDatabase } from '@/tests/support/test-database';
import { createEmbeddedApi, type EmbeddedApi } from './api';
import { createLite } from './lite';

const fixtures = `
create table public.notes (id int primary key, body text not null);
create table public.replies (id int primary key, note_id int not null references public.notes, body text not null);
grant select on public.notes to anon;
insert into public.notes values (1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab');
create view public.slow_notes as select id, pg_sleep(60)::text as body from public.notes;
create function public.t_sleep(seconds float) returns int language sql as $$ select 1 from pg_sleep(seconds) $$;
create function public.t_undo_limit() returns int language plpgsql as $$
begin
  perform set_config('statement_timeout', '0', false);
  perform pg_sleep(60);
  return 1;
end $$;
create function public.agent_t_long(seconds float) returns int language sql set statement_timeout = '1min'
as $$ select 1 from pg_sleep(seconds) $$;
`;

let api: EmbeddedApi;
let admin: postgres.Sql;
let databaseUrl: string;
let service: SupabaseClient;

function request(path: string, init: RequestInit = {}, key = env().secretKey ?? ''): Promise<Response> {
  const headers = { apikey: key, 'content-type': 'application/json', ...init.headers };
  return api.fetch(`http://localhost/rest/v1/${path}`, { ...init, headers });
}

const rpc = (name: string, args: object, init: RequestInit = {}) =>
  request(`rpc/${name}`, { method: 'POST', body: JSON.stringify(args), ...init });

/** Returns the number of statements that sleep. */
async function countSleeping(): Promise<number> {
  const [row] = await admin<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
  return row?.count ?? 0;
}

beforeAll(async () => {
  databaseUrl = await copyDatabase(inject('adminUrl'), 'migrated');
  admin = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(fixtures);
  api = createEmbeddedApi({ ...env(), databaseUrl });
  service = createClient('http://localhost', env().secretKey ?? '', { global: { fetch: api.fetch } });
});

afterAll(async () => {
  await api.close();
  await admin.end();
});

describe('a statement that takes too long', () => {
  const canceled = { code: '57014', hint: expect.stringContaining('Request less at once') };

  test.concurrent.each([
    ['a function', () => rpc('t_sleep', { seconds: 60 })],
    ['a function by GET', () => request('rpc/t_sleep?seconds=60')],
    [
      'a function with a filter',
      () => rpc('t_sleep', { seconds: 60 }, { headers: { prefer: 'count=exact' } }),
    ],
    ['a function that removes the limit', () => rpc('t_undo_limit', {})],
    ['a table', () => request('slow_notes?select=*')],
    ['a count', () => request('slow_notes?body=eq.x', { headers: { prefer: 'count=exact' } })],
    ['a table as csv', () => request('slow_notes?select=*', { headers: { accept: 'text/csv' } })],
  ])('ends with 504 and a hint: %s', async (_name, send) => {
    const response = await send();
    expect(response.status).toBe(504);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject(canceled);
  });

  test('may run longer if its function declares so, also through agent_call', async () => {
    expect(await (await rpc('agent_t_long', { seconds: 2.3 })).json()).toBe(1);
    const guarded = await rpc('agent_call', { call: 'agent_t_long', arguments: { seconds: 2.3 } });
    expect(await guarded.json()).toMatchObject({ answer: 1 });
  });

  test('does not extend the limit of the next caller', async () => {
    await rpc('agent_t_long', { seconds: 0 });
    expect((await rpc('t_sleep', { seconds: 60 })).status).toBe(504);
  });
});

test.each([
  ['rpc/set_config', { setting_name: 'statement_timeout', new_value: '0', is_local: false }],
  ['rpc/pg_sleep', { seconds: 60 }],
])('does not serve the built-in function at %s', async (path, args) => {
  const init = { method: 'POST', body: JSON.stringify(args) };
  expect((await request(path, init)).status).toBe(404);
  const response = await request(path, { ...init, headers: { 'content-profile': 'pg_catalog' } });
  expect(response.status).toBe(406);
});

describe('a client that disconnects', () => {
  test.each([
    ['a function', (signal: AbortSignal) => rpc('agent_t_long', { seconds: 60 }, { signal })],
    ['a table', (signal: AbortSignal) => request('slow_notes?select=*', { signal })],
    [
      'a Request',
      (signal: AbortSignal) => {
        const headers = { apikey: env().secretKey ?? '', 'content-type': 'application/json' };
        const init = { method: 'POST', body: '{"seconds":60}', headers, signal };
        return api.fetch(new Request('http://localhost/rest/v1/rpc/agent_t_long', init));
      },
    ],
  ])('ends its statement: %s', async (_name, send) => {
    const client = new AbortController();
    const response = send(client.signal);
    await expect.poll(countSleeping).toBe(1);
    client.abort();
    expect((await response).status).toBe(504);
    expect(await countSleeping()).toBe(0);
    expect(await (await rpc('t_sleep', { seconds: 0 })).json()).toBe(1);
  });
});

describe('a regular expression', () => {
  const bomb = '^(.%2B)(.%2B)(.%2B)%5C3%5C2%5C1$';

  test.each([
    ['GET', `notes?body=match.${bomb}`],
    ['GET', `notes?body=imatch.${bomb}`],
    ['GET', `notes?body=not.match.${bomb}`],
    ['GET', 'notes?body=match(any).{a,b}'],
    ['GET', 'notes?body=imatch(all).{a,b}'],
    ['GET', `notes?or=(id.eq.1,body.match.${bomb})`],
    ['GET', `notes?and=(id.eq.1,or(id.eq.2,body.not.imatch.${bomb}))`],
    ['GET', `notes?not.or=(id.eq.1,body.match.${bomb})`],
    ['GET', `notes?select=*,replies(*)&replies.body=match.${bomb}`],
    ['GET', `notes?select=*,replies!inner(*)&replies.or=(body.match.${bomb})`],
    ['HEAD', `notes?body=match.${bomb}`],
    ['PATCH', `notes?body=match.${bomb}`],
    ['DELETE', `notes?body=match.${bomb}`],
    ['GET', `rpc/t_sleep?seconds=0&t_sleep=match.${bomb}`],
  ])('is refused: %s %s', async (method, path) => {
    const body = method === 'PATCH' ? '{"body":"x"}' : undefined;
    const response = await request(path, { method, body });
    expect(response.status).toBe(400);
    if (method !== 'HEAD') expect(await response.json()).toMatchObject({ code: 'PGRST127' });
  });

  test('is accepted as a value', async () => {
    expect((await request('notes?body=eq.match.x')).status).toBe(200);
    expect((await request('notes?body=like.*$regex*')).status).toBe(200);
    const row = { id: 2, body: '{"$regex":"a"}' };
    expect((await service.from('notes').upsert(row).select().single()).data).toEqual(row);
  });
});

test('embeds resources two levels deep, and refuses a third level', async () => {
  const embed = (depth: number): string =>
    depth === 0 ? '*' : `*,${depth % 2 ? 'replies' : 'notes'}(${embed(depth - 1)})`;
  expect((await request(`replies?select=${embed(2)}`)).status).toBe(200);
  const response = await request(`replies?select=${embed(3)}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    code: 'PGRST127',
    details: 'Resources may be embedded at most 2 levels deep.',
  });
});

test('returns 503 with Retry-After if no connection becomes free in time', async () => {
  const { supabaseUrl: siteUrl, jwtSecret = '', publishableKey, secretKey = '' } = env();
  const keys = { siteUrl, jwtSecret, publishableKey, secretKey };
  const lite = createLite({ ...keys, databaseUrl, connections: 1, poolTimeoutMs: 200 });
  const read = (table: string, signal?: AbortSignal) =>
    lite.fetch(new Request(`http://localhost/rest/v1/${table}`, { headers: { apikey: secretKey } }), signal);
  expect((await read('notes')).status).toBe(200);
  const client = new AbortController();
  const slow = read('slow_notes', client.signal);
  await expect.poll(countSleeping).toBe(1);
  const response = await read('notes');
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await response.json()).toMatchObject({ code: 'PGRST003' });
  client.abort();
  await slow;
  expect((await read('notes')).status).toBe(200);
  await lite.close();
});

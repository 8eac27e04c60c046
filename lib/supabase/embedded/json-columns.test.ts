/** Over /rest/v1, columns and arguments of every type accept and return the JSON of the database's functions. */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { env } from '@/lib/env';
import { copyDatabase } from '@/tests/support/test-database';
import { createEmbeddedApi, type EmbeddedApi } from './api';

const fixtures = `
create domain public.own_json as jsonb;
create type public.pair as (a int, b jsonb);
create table public.jsons (
  id int generated always as identity primary key, document jsonb, plain json, own public.own_json, list jsonb[], texts text[],
  whole bigint, amount numeric, share double precision, wholes bigint[], pair public.pair, note text
);
create function public.echo(
  document jsonb default null, list jsonb[] default null, texts text[] default null, whole bigint default null, amount numeric default null,
  pair public.pair default null, own public.own_json default null, note text default null
) returns table (document jsonb, list jsonb[], texts text[], whole bigint, amount numeric, pair jsonb, own public.own_json, note text)
language sql as 'select $1, $2, $3, $4, $5, to_jsonb($6), $7, $8';
grant all on public.jsons to service_role;
grant execute on function public.echo to service_role`;

let api: EmbeddedApi;
let admin: postgres.Sql;

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const databaseUrl = await copyDatabase(inject('adminUrl'), 'migrated');
  admin = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(fixtures);
  api = createEmbeddedApi({ ...env(), databaseUrl });
});
afterAll(() => Promise.all([api.close(), admin.end()]));

async function request(method: string, path: string, body?: string, more: Record<string, string> = {}) {
  const headers = { apikey: env().secretKey ?? '', 'content-type': 'application/json', ...more };
  const response = await api.fetch(`http://localhost/rest/v1/${path}`, { method, headers, body });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Returns JSON text as the database writes it. */
async function normalize(json: string): Promise<string> {
  const [row] = await admin`select ${json}::text::jsonb::text as json`;
  return String(row?.json);
}

const documents = [
  '{"id": 725653563933458432}',
  '{"a": 1.10, "b": [null, "x\\"\\\\"], "c": {"d": -12345678901234567890.5}}',
  '"text"',
  '"42"',
  '"null"',
  '"{}"',
  '""',
  '42',
  '1.50',
  'true',
  '[]',
  '[[1, 2], {"a": null}]',
];

describe.each(['document', 'plain', 'own'])('the JSON column %s', (column) => {
  test.each(documents)('stores and returns %s', async (json) => {
    const representation = { prefer: 'return=representation' };
    const path = `jsons?select=id,${column}`;
    const created = await request('POST', path, `{"${column}":${json}}`, representation);
    expect(created.status).toBe(201);
    expect(await normalize(created.text)).toContain(`"${column}": ${await normalize(json)}}`);
    const [{ id }] = JSON.parse(created.text);
    await request('PATCH', `jsons?id=eq.${id}`, `{"${column}":null}`);
    expect((await request('PATCH', `jsons?id=eq.${id}`, `{"${column}":${json}}`)).status).toBeLessThan(300);
    const [row] = await admin`select ${admin(column)}::jsonb::text as stored from jsons where id = ${id}`;
    expect(row?.stored).toBe(await normalize(json));
    const read = await request('GET', `${path}&id=eq.${id}`, undefined, {
      accept: 'application/vnd.pgrst.object+json',
    });
    expect(await normalize(read.text)).toBe(await normalize(`{"id":${id},"${column}":${json}}`));
  });
});

/** Columns, and the JSON that they store and return. */
const values: [column: string, json: string][] = [
  ['list', '[{"a": 1.10}, null, "x", [1], 725653563933458432]'],
  ['list', '[]'],
  ['texts', '["a", null, "NULL", "", "{b}", "c\\"d\\\\"]'],
  ['whole', '725653563933458432'],
  ['whole', '-12'],
  ['amount', '1.10'],
  ['amount', '123456789012345678901234567890.5'],
  ['pair', '{"a": 1, "b": {"c": 725653563933458432}}'],
  ['pair', '{"a": null, "b": "x"}'],
  ['note', '"1.10"'],
  ['note', '"{\\"a\\":1}"'],
];

describe('other columns', () => {
  test.each([...values, ['wholes', '[725653563933458432, null]'], ['share', '1e-7']])(
    'store and return %s %s',
    async (column, json) => {
      const created = await request('POST', `jsons?select=${column}`, `{"${column}":${json}}`, {
        prefer: 'return=representation',
      });
      expect(created.status).toBe(201);
      expect(await normalize(created.text)).toBe(await normalize(`[{"${column}":${json}}]`));
    },
  );

  test('store and return several rows of one request, including nulls', async () => {
    const rows =
      '[{"document":"a","list":[null]},{"document":null,"list":null},{"document":1.0,"list":[1.0]}]';
    const created = await request('POST', 'jsons?select=document,list', rows, {
      prefer: 'return=representation',
    });
    expect(await normalize(created.text)).toBe(await normalize(rows));
  });

  test('are returned as CSV with every digit', async () => {
    await request('POST', 'jsons', '{"note":"csv","document":{"id":725653563933458432},"amount":1.10}');
    const { text } = await request('GET', 'jsons?note=eq.csv&select=document,amount', undefined, {
      accept: 'text/csv',
    });
    expect(text).toBe('document,amount\n"{""id"":725653563933458432}",1.10');
  });

  test('are compared digit by digit in a filter', async () => {
    await request('POST', 'jsons', '{"note":"1.10","whole":725653563933458432}');
    for (const filter of [
      'note=eq.1.10',
      'whole=eq.725653563933458432',
      'whole=in.(1,725653563933458432)',
      'or=(note.eq.1.10,id.eq.0)',
    ]) {
      const { text } = await request(
        'GET',
        `jsons?select=note,whole&whole=not.is.null&note=not.is.null&${filter}`,
      );
      expect(text, filter).toContain('{"note":"1.10","whole":725653563933458432}');
    }
    expect((await request('GET', 'jsons?note=eq.1.1')).text).toBe('[]');
  });
});

/** Ways to call a function. lite handles the last three. */
const ways: [way: string, query: string, headers: Record<string, string>][] = [
  ['without options', '', {}],
  ['with a preference', '', { prefer: 'count=exact' }],
  ['with columns', '?select=*', {}],
  ['with a filter', '?limit=1', {}],
];

describe.each(ways)('a function called %s', (_, query, headers) => {
  test.each([
    ...documents.map((json): [string, string] => ['document', json]),
    ...documents.map((json): [string, string] => ['own', json]),
    ...values,
  ])('accepts and returns %s %s', async (name, json) => {
    const response = await request('POST', `rpc/echo${query}`, `{"${name}":${json}}`, headers);
    expect(response.status).toBe(200);
    const [row] = await admin`select (${response.text}::text::jsonb -> 0 -> ${name})::text as shown`;
    expect(row?.shown).toBe(await normalize(json));
  });
});

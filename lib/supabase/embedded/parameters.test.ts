/** Over /rest/v1, any value in any column is stored or refused with 400, without a server error. */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { env } from '@/lib/env';
import { copyDatabase } from '@/tests/support/test-database';
import { createEmbeddedApi, type EmbeddedApi } from './api';

/** Values of every kind that JSON has. */
const values = [{}, [], [1], 12, true, 'x'];

const fixtures = `
create table public.kinds (
  id int generated always as identity primary key, flag boolean, day date, at timestamptz, local timestamp, clock time,
  tags text[], days date[], amount numeric, count bigint, note text, file bytea, uid uuid, span interval, document jsonb
);
grant all on public.kinds to service_role`;

let api: EmbeddedApi;
let admin: postgres.Sql;
let columns: { table: string; column: string }[];

interface Written {
  status: number;
  body: { code?: string; message?: string; hint?: string };
}

async function write(method: 'POST' | 'PATCH', path: string, row: object): Promise<Written> {
  const response = await api.fetch(`http://localhost/rest/v1/${path}`, {
    method,
    headers: {
      apikey: env().secretKey ?? '',
      'content-type': 'application/json',
      prefer: 'return=representation',
    },
    body: JSON.stringify(row),
  });
  return { status: response.status, body: await response.json() };
}

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const databaseUrl = await copyDatabase(inject('adminUrl'), 'migrated');
  admin = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(fixtures);
  columns = await admin`
    select table_name as table, column_name as column from information_schema.columns where table_schema = 'public'
    order by table_name, ordinal_position`;
  api = createEmbeddedApi({ ...env(), databaseUrl });
});

afterAll(() => Promise.all([api.close(), admin.end()]));

test('accepts or refuses any value in any column of the public schema, without a server error', async () => {
  expect(columns.length).toBeGreaterThan(100);
  const serverErrors: string[] = [];
  async function attempt(method: 'POST' | 'PATCH', path: string, row: object) {
    const { status, body } = await write(method, path, row);
    if (status >= 500)
      serverErrors.push(`${method} ${path} ${JSON.stringify(row)}: ${status} ${body.message}`);
  }
  for (const { table, column } of columns)
    await Promise.all(
      values.flatMap((value) => [
        attempt('POST', table, { [column]: value }),
        attempt('PATCH', `${table}?${column}=is.null`, { [column]: value }),
      ]),
    );
  expect(serverErrors).toEqual([]);
}, 120_000);

describe('a value of the wrong kind', () => {
  test.each([
    ['day', {}],
    ['day', [1]],
    ['day', 12],
    ['at', {}],
    ['local', { a: 1 }],
    ['tags', {}],
    ['tags', 12],
    ['days', [{}]],
    ['flag', 'x'],
    ['flag', [true]],
    ['uid', {}],
    ['clock', {}],
    ['span', {}],
    ['count', {}],
  ])('is refused with a hint: %s %j', async (column, value) => {
    const { status, body } = await write('POST', 'kinds', { [column]: value });
    expect(status).toBe(400);
    expect(body.code).toMatch(/^(22P02|2200[78])$/);
    // The hint that Postgres gives names the field.
    expect(body.hint).toMatch(/a list for an array|See the value of key/);
    expect(body.message).not.toContain('[object Object]');
  });
});

test('stores values of the right kind unchanged', async () => {
  const row = {
    flag: true,
    day: '2026-01-31',
    at: '2026-01-31T12:00:00+00:00',
    local: '2026-01-31T12:00:00',
    clock: '12:00:00',
    tags: ['a', 'b"c', '{d}'],
    days: ['2026-01-31'],
    amount: 1.5,
    count: 12,
    note: 'text',
    document: { a: [1, 'x'] },
  };
  const { status, body } = await write('POST', 'kinds', row);

  expect(status).toBe(201);
  expect(body).toEqual([expect.objectContaining(row)]);
  const spelled = await write('POST', 'kinds', { flag: 'true', note: 12 });
  expect(spelled.body).toEqual([expect.objectContaining({ flag: true, note: '12' })]);
});

/** What lite must leave alone: the grants of the migrations, which keep even the service role from rewriting history. */
import { createClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { env } from '@/lib/env';
import { dumpSchema } from '@/scripts/dump-schema';
import { copyDatabase } from '@/scripts/test-database';
import { createEmbeddedApi, type EmbeddedApi } from './api';

let api: EmbeddedApi;
let admin: postgres.Sql;

beforeAll(async () => {
  const databaseUrl = await copyDatabase(inject('adminUrl'), 'migrated');
  admin = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  api = createEmbeddedApi({ ...env(), databaseUrl });
});

afterAll(async () => {
  await Promise.all([api.close(), admin.end()]);
});

function client(key: string | undefined) {
  return createClient(env().supabaseUrl, key ?? '', {
    global: { fetch: (input, init) => api.fetch(input, init) },
  });
}

test('the first requests, many at once, all succeed and change no grant', async () => {
  const before = await dumpSchema(admin);
  const service = client(env().secretKey);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => service.from('agent_execution_plans').select()),
  );
  for (const { data, error } of answers) expect([data, error]).toEqual([[], null]);
  expect(await dumpSchema(admin)).toBe(before);
});

test('not even the service role updates a plan, a step or a log row', async () => {
  const service = client(env().secretKey);
  for (const table of ['agent_execution_plans', 'agent_execution_steps', 'agent_execution_logs']) {
    const { error } = await service.from(table).update({ user_id: 'x' }).neq('user_id', '');
    expect(error?.code, table).toBe('42501');
  }
});

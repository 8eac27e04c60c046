import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { copyDatabase } from '@/tests/support/test-database';
import { fillVectors, indexVectors } from './fill';

let sql: postgres.Sql;
beforeAll(async () => {
  sql = postgres(await copyDatabase(inject('adminUrl'), 'migrated'), { max: 2, onnotice: () => {} });
});
afterAll(() => sql.end());

/** Returns a vector that depends on the length of the text. */
const embedder: Embedder = {
  model: 'lengths',
  embed: async (texts) => texts.map((text) => (text.length % 2 ? [1, 0] : [0, 1])),
};

const set = (key: string, value: string) =>
  sql.begin(async (tx) => {
    await tx`select set_config('request.jwt.claims', '{"sub":"me","role":"authenticated"}', true), set_config('role', 'authenticated', true)`;
    await tx`select agent_set_context('note', ${key}, ${value})`;
  });

const vectors = async () => {
  const rows = await sql`select c.context_key as key, v.version, v.model, v.embedding
    from agent_context_vectors v join agent_context_memory c on c.id = v.entry_id order by 1`;
  return rows.map(({ key, version, model, embedding }) => ({ key, version, model, embedding }));
};

test('embeds entries in batches, embeds changed entries again, and loses none after a failure', async () => {
  for (let n = 10; n < 50; n += 1) await set(`k${n}`, 'x'.repeat(n));
  expect(await fillVectors(sql, embedder)).toBe(32);
  await expect(
    fillVectors(sql, { ...embedder, embed: () => Promise.reject(new Error('unreachable')) }),
  ).rejects.toThrow('unreachable');
  expect(await fillVectors(sql, embedder)).toBe(8);
  expect(await fillVectors(sql, embedder)).toBe(0);
  expect((await vectors())[0]).toEqual({ key: 'k10', version: 1, model: 'lengths', embedding: [1, 0] });

  await set('k10', 'x'.repeat(11));
  expect(await fillVectors(sql, embedder)).toBe(1);
  expect((await vectors())[0]).toMatchObject({ version: 2, embedding: [0, 1] });
  expect(await fillVectors(sql, { ...embedder, model: 'other' })).toBe(32);

  await indexVectors(sql, embedder);
  const [row] = await sql`select to_regclass('public.agent_context_vectors_hnsw_2') is not null as is_indexed,
    to_regtype('extensions.vector') is not null as has_extension`;
  expect(row?.is_indexed).toBe(row?.has_extension);
});

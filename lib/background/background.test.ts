/** The background worker, with its own database and embeddings endpoint. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import postgres from 'postgres';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { copyDatabase } from '@/tests/support/test-database';
import { startBackground } from './background';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const step of undo.splice(0).reverse()) await step();
});

test('removes expired entries and stores the vectors of the others', async () => {
  let requests = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { input: string[] }; // as the client sends it
    requests += 1;
    response
      .writeHead(200, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ data: input.map((_, index) => ({ index, embedding: [1, 1] })) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => server.close());
  const { port } = server.address() as AddressInfo; // a listening server has a port

  const url = await copyDatabase(inject('adminUrl'), 'migrated');
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  undo.push(() => sql.end());
  await sql`select set_config('request.jwt.claims', '{"sub":"me","role":"authenticated"}', false)`;
  await sql`select agent_set_context('note', 'gone', 'value', expires_at => '2020-01-01T00:00:00Z'),
    agent_set_context('note', 'kept', 'value')`;

  vi.stubEnv('DATABASE_URL', url);
  vi.stubEnv('EMBEDDINGS_URL', `http://127.0.0.1:${port}/v1`);
  vi.stubEnv('EMBEDDINGS_MODEL', 'tiny');
  undo.push(startBackground());
  await expect
    .poll(
      async () => {
        const rows = await sql`select c.context_key, v.model from agent_context_memory c
          left join agent_context_vectors v on v.entry_id = c.id`;
        return [...rows];
      },
      { timeout: 10_000 },
    )
    .toEqual([{ context_key: 'kept', model: 'tiny' }]);
  expect(requests).toBeGreaterThan(0);
});

test('does nothing without the owner’s database connection', async () => {
  vi.stubEnv('DATABASE_URL', '');
  await startBackground()();
});

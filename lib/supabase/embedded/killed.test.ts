/** Requests to tables while Postgres is killed: each gets a response, and the pool loses no connection. */
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { env } from '@/lib/env';
import { startTestBackend, type TestBackend } from '@/tests/support/test-database';
import { createEmbeddedApi, type EmbeddedApi } from './api';
import { createLite } from './lite';

const KILLS = 5;
const REQUESTS = 20;

let backend: TestBackend;
let api: EmbeddedApi;

function keysOf({ env }: TestBackend) {
  const secretKey = env.SUPABASE_SECRET_KEY ?? '';
  const jwtSecret = env.SUPABASE_JWT_SECRET ?? '';
  const publishableKey = env.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY ?? '';
  return { secretKey, jwtSecret, publishableKey };
}

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  backend = await startTestBackend({ isDurable: true, dataTemplate: inject('dataTemplate') });
  api = createEmbeddedApi({ ...env(), ...keysOf(backend), databaseUrl: backend.databaseUrl });
});

afterAll(async () => {
  await api.close();
  await backend.stop();
});

async function read(): Promise<number> {
  const headers = { apikey: backend.env.SUPABASE_SECRET_KEY ?? '' };
  const response = await api.fetch('http://localhost/rest/v1/agent_execution_plans', { headers });
  await response.text();
  return response.status;
}

const readMany = () => Promise.all(Array.from({ length: REQUESTS }, read));

test('responds to every request while Postgres is killed, and serves the next ones', async () => {
  for (let kill = 0; kill < KILLS; kill += 1) {
    expect(new Set(await readMany())).toEqual(new Set([200]));
    let isOver = false;
    const statuses = new Set<number>();
    const clients = Array.from({ length: REQUESTS }, async () => {
      while (!isOver) {
        statuses.add(await read());
        await new Promise(setImmediate);
      }
    });
    await backend.halt('by force');
    await backend.revive();
    isOver = true;
    await Promise.all(clients);
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  }
  expect(new Set(await readMany())).toEqual(new Set([200]));
}, 120_000);

test('replaces a connection that is silent past the statement timeout', async () => {
  const { databaseUrl } = backend;
  const keys = { ...env(), ...keysOf(backend), siteUrl: 'http://localhost' };
  const lite = createLite({ ...keys, databaseUrl, connections: 1, statementTimeoutMs: 500 });
  const headers = { apikey: keysOf(backend).secretKey };
  const readPlans = async () =>
    (await lite.fetch(new Request('http://localhost/rest/v1/agent_execution_plans', { headers }))).status;
  expect(await readPlans()).toBe(200);
  const [row] = await lite.use((sql) => sql<{ pid: number }[]>`select pg_backend_pid() as pid`);
  const pid = row?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  try {
    expect(await readPlans()).toBe(503);
    expect(await readPlans()).toBe(200);
  } finally {
    process.kill(pid, 'SIGCONT');
    await lite.close();
  }
});

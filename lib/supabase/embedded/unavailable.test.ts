/** While Postgres is unavailable, the API never reports that a table or function does not exist. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { signUp } from '@/tests/support/test-client';
import { copyDatabase } from '@/tests/support/test-database';
import { createEmbeddedApi, type EmbeddedApi } from './api';
import { freePort } from './postgres';

/** A proxy to the database. While it is closed, it refuses connections as a stopped Postgres does. */
let proxy: Server;
let port: number;
let databaseUrl: string;
const sockets = new Set<Socket>();
let api: EmbeddedApi;
let db: AgentExecutionClient;

const openProxy = () => new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));

function closeProxy(): void {
  proxy.close();
  for (const socket of sockets) socket.destroy();
}

beforeAll(async () => {
  const target = new URL(await copyDatabase(inject('adminUrl'), 'migrated'));
  const to = { host: target.hostname, port: Number(target.port) };
  proxy = createServer((socket) => {
    const upstream = connect(to);
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end
        .on('error', () => {})
        .once('close', () => {
          sockets.delete(end);
          socket.destroy();
          upstream.destroy();
        });
    }
    socket.pipe(upstream).pipe(socket);
  });
  port = await freePort();
  await openProxy();
  target.port = String(port);
  databaseUrl = target.href;
});

afterAll(closeProxy);

beforeEach(async () => {
  api = createEmbeddedApi({ ...env(), databaseUrl });
  db = await signUp((input, init) => api.fetch(input, init));
  await api.close();
  // As after a start, this API has not read the schema yet.
  api = createEmbeddedApi({ ...env(), databaseUrl });
});

afterEach(() => api.close());

const paths: [path: string, init: RequestInit][] = [
  ['deep_work_tasks?select=id', {}],
  ['deep_work_tasks', { method: 'POST', body: '{"title":"x"}' }],
  ['rpc/agent_list_api_keys', {}],
  ['rpc/agent_list_api_keys', { method: 'POST', body: '{}' }],
  ['rpc/agent_query_plans?limit=1', { method: 'POST', body: '{}' }],
];

test.each(paths)(
  'returns 503 for %s %o before it can read the schema, and serves it afterwards',
  async (path, init) => {
    const request = async () => {
      const { data } = await db.auth.getSession();
      const authorization = `Bearer ${data.session?.access_token}`;
      const headers = { apikey: env().publishableKey, authorization, 'content-type': 'application/json' };
      return api.fetch(`http://localhost/rest/v1/${path}`, { ...init, headers });
    };
    closeProxy();
    const refused = await request();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await refused.json()).code).toMatch(/^PGRST00[12]$/);
    await openProxy();
    expect((await request()).ok).toBe(true);
  },
);

test('executes a plan to its end, though a step reports before the API can read the schema', async () => {
  const agentExecution = createAgentExecution(db);
  const { id } = await agentExecution.createTask({ title: 'Restart' });
  const steps = [1, 2, 3].map((step) => ({ step, action: 'work', description: `Step ${step}` }));
  const plan = await agentExecution.executePlan(id, 'implementation', steps, async ({ step }) => {
    if (step !== 2) return step;
    const before = api;
    closeProxy();
    // As after a restart of the server, the next API must read the schema first, and cannot.
    api = createEmbeddedApi({ ...env(), databaseUrl });
    setTimeout(() => void openProxy(), 500);
    await before.close();
    return step;
  });
  expect(plan.status).toBe('completed');
});

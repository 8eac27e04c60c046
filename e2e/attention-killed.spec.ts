/** Webhooks across kill -9: each event of the log reaches its receiver after the restart, with one id. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { startOwnServer } from '../tests/support/own-server';
import { expect, test } from './people';

interface Received {
  id: string;
  plan: string;
}

test('delivers every event, stored once, after the server and its database are killed amid them', async () => {
  test.slow();
  const received: Received[] = [];
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ id: String(request.headers['webhook-id']), plan: JSON.parse(body).data.plan_id });
    response.end();
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const { port } = receiver.address() as AddressInfo; // a listening server has a port
  const server = await startOwnServer({ AES_RATE_LIMIT: '0', AES_WEBHOOK_NETWORKS: '127.0.0.0/8' });
  const headers = { Authorization: `Bearer ${server.agentKey}`, 'Content-Type': 'application/json' };
  const post = async (path: string, body: object, more: object = {}) => {
    const response = await fetch(`${server.origin}/api/v1${path}`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    });
    const { data, error } = await response.json();
    if (error) throw new Error(error.message);
    return data;
  };
  try {
    const { publishableKey } = JSON.parse(readFileSync(join(server.dataDir, 'secrets.json'), 'utf8'));
    const owner = createClient(server.origin, publishableKey, { auth: { persistSession: false } });
    const { data } = await owner.auth.signInWithPassword(server.owner);
    const hook = { name: 'Hook', url: `http://127.0.0.1:${port}/`, kinds: ['step.blocked'] };
    await post('/webhooks', hook, { Authorization: `Bearer ${data.session?.access_token}` });

    const task = await post('/tasks', { title: 'Blocked again and again' });
    const steps = [{ step: 1, action: 'work', description: 'Work' }];
    const blocked: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (let number = 0; number < 10; number += 1) {
        const plan = await post('/plans', { task_id: task.id, plan_type: 'work', steps });
        await post(`/plans/${plan.id}/steps/1/block`, { error_message: 'No access' });
        blocked.push(plan.id);
      }
      await server.kill();
      await server.start();
    }
    // An attempt that the kill cut off is due again after half a minute.
    await expect
      .poll(() => new Set(received.map(({ plan }) => plan)).size, { timeout: 120_000 })
      .toBe(blocked.length);
    const ids = Map.groupBy(received, ({ plan }) => plan);
    for (const plan of blocked) expect(new Set(ids.get(plan)?.map(({ id }) => id)).size).toBe(1);
  } finally {
    receiver.close();
    await server.stop();
  }
});

/** The whole way of an event: from a log row to a receiver, with servers that end and start. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Database, declareStep, openDatabase, person } from '@/supabase/tests/identities';
import { startAttention } from './attention';

let db: Database;
let owner: string;
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(() => {
  owner = `owner-${crypto.randomUUID()}`;
  vi.stubEnv('AES_WEBHOOK_NETWORKS', '127.0.0.0/8');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const step of undo.splice(0).reverse()) await step();
});

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Starts a receiver whose responses have these statuses, then 200. */
async function receive(...statuses: number[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  undo.push(() => server.close());
  const { port } = server.address() as AddressInfo; // a listening server has a port
  return { url: `http://127.0.0.1:${port}/`, received };
}

const kinds = ['step.blocked', 'plan.completed'];
async function makeWebhook(url: string): Promise<{ id: string; secret: string }> {
  const [row] = await db.as(
    person(owner),
    (tx) => tx`select agent_save_webhook(${tx.json({ name: 'Hook', url, kinds })}) as webhook`,
  );
  return row?.webhook;
}
const makePlan = async () => db.makePlan(owner, await db.makeTask(owner), [declareStep(1)]);
const block = (plan: string) =>
  db.as(person(owner), (tx) => tx`select agent_block_step(${plan}, 1, 'No access')`);
const deliveries = () =>
  db.sql`select d.status, d.attempts, d.response_status, d.error from private.attention_deliveries d
    join private.attention_events e on e.id = d.event_id where e.user_id = ${owner} order by d.id`;
const start = () => {
  const stop = startAttention(db.url);
  undo.push(stop);
  return stop;
};
/** The worker looks for new receivers once a second. */
const SOON = { timeout: 10_000 };

test('a blocked step reaches a webhook with a signature, once', async () => {
  const { url, received } = await receive();
  const { secret } = await makeWebhook(url);
  start();
  start();
  const plan = await makePlan();
  await block(plan);
  await expect.poll(() => received.length, SOON).toBe(1);
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  const verified = new Webhook(secret).verify(body, headers as Record<string, string>); // sent once each
  expect(verified).toMatchObject({
    type: 'step.blocked',
    data: { plan_id: plan, error_message: 'No access' },
  });
  await expect.poll(deliveries).toMatchObject([{ status: 'delivered', attempts: 1, response_status: 200 }]);
});

test('a failed attempt is repeated by the next server', async () => {
  const { url, received } = await receive(500);
  await makeWebhook(url);
  const plan = await makePlan();
  const stop = start();
  await block(plan);
  await expect
    .poll(deliveries, SOON)
    .toMatchObject([{ status: 'pending', response_status: 500, error: 'The response has the status 500.' }]);
  await stop();
  await db.sql`update private.attention_deliveries set next_attempt_at = now() where status = 'pending'`;
  start();
  await expect.poll(deliveries, SOON).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([
    received[0]?.headers['webhook-id'],
    received[0]?.headers['webhook-id'],
  ]);
});

test('an attempt that a killed server began is made again', async () => {
  const { url, received } = await receive();
  await makeWebhook(url);
  await block(await makePlan());
  await db.sql`select private.read_attention((select max(seq) from agent_execution_logs))`;
  await db.sql`select private.claim_deliveries(10)`;
  await db.sql`update private.attention_deliveries set next_attempt_at = now() where status = 'pending'`;
  start();
  await expect.poll(() => received.length, SOON).toBe(1);
  await expect.poll(deliveries).toMatchObject([{ status: 'delivered', attempts: 2 }]);
});

test('an address that is not public, and a redirect, are not called', async () => {
  const { url, received } = await receive(302);
  await makeWebhook(url);
  start();
  await block(await makePlan());
  await expect
    .poll(deliveries, SOON)
    .toMatchObject([{ response_status: 302, error: expect.stringMatching(/^Redirects/) }]);
  vi.stubEnv('AES_WEBHOOK_NETWORKS', '');
  await db.sql`update private.attention_deliveries set next_attempt_at = now() where status = 'pending'`;
  await expect
    .poll(deliveries, SOON)
    .toMatchObject([{ attempts: 2, response_status: null, error: expect.stringMatching(/not a public/) }]);
  expect(received).toHaveLength(1);
});

test('a slow receiver holds no other up', async () => {
  const slow = createServer(() => {});
  await new Promise<void>((done) => slow.listen(0, '127.0.0.1', done));
  undo.push(() => {
    slow.close();
    slow.closeAllConnections();
  });
  await makeWebhook(`http://127.0.0.1:${(slow.address() as AddressInfo).port}/`); // a listening server has a port
  const { url, received } = await receive();
  await makeWebhook(url);
  start();
  await block(await makePlan());
  await expect.poll(() => received.length, SOON).toBe(1);
});

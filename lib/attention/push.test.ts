/** Notifications by web push, from a log row to what a browser decrypts. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { agentKey, type Database, declareStep, openDatabase, person } from '@/supabase/tests/identities';
import { createPushBrowser, verifyVapid } from '@/tests/support/push-browser';
import { startAttention } from './attention';
import { createVapidKeys, pushRequest } from './push-request';

let db: Database;
let owner: string;
const undo: (() => unknown)[] = [];
const SOON = { timeout: 10_000 };

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

/** Starts a push service that answers with a status. */
async function startPushService(status = 201) {
  const received: { authorization: string; body: Buffer; ttl: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', ttl } = request.headers;
    received.push({ authorization, body: Buffer.concat(chunks), ttl: String(ttl) });
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  undo.push(() => server.close());
  const { port } = server.address() as AddressInfo; // a listening server has a port
  return { origin: `http://127.0.0.1:${port}`, received };
}

async function subscribe(origin: string, kinds = ['step.blocked']) {
  const browser = createPushBrowser();
  const endpoint = `${origin}/send/${crypto.randomUUID()}`;
  const [row] = await db.as(
    person(owner),
    (tx) =>
      tx`select agent_save_push_subscription(${tx.json({ endpoint, ...browser.keys, kinds })}) ->> 'id' as id`,
  );
  return { id: row?.id as string, ...browser };
}
const makePlan = async () => db.makePlan(owner, await db.makeTask(owner), [declareStep(1)]);
const block = (plan: string, identity = agentKey(owner, 'write')) =>
  db.as(identity, (tx) => tx`select agent_block_step(${plan}, 1, 'No access')`);
const subscriptions = () => db.sql`select id from private.push_subscriptions where user_id = ${owner}`;

test('a browser decrypts a notification that no other browser can read', async () => {
  const { origin, received } = await startPushService();
  const browser = await subscribe(origin);
  undo.push(startAttention(db.url));
  const plan = await makePlan();
  await block(plan);
  await expect.poll(() => received.length, SOON).toBe(1);
  const [{ authorization, body, ttl } = { authorization: '', body: Buffer.alloc(0), ttl: '' }] = received;
  expect(JSON.parse(browser.decrypt(body))).toMatchObject({
    title: 'Step 1 is blocked',
    body: 'Task · No access',
    path: expect.stringContaining(`/plans/${plan}?row=`),
  });
  expect(() => createPushBrowser().decrypt(body)).toThrow();
  expect(ttl).toBe('86400');
  const { claims, key } = await verifyVapid(authorization);
  expect(claims).toMatchObject({ aud: origin, sub: expect.stringMatching(/^(mailto|https):/) });
  const [stored] = await db.sql`select public_key from private.push_keys`;
  expect(key).toBe(stored?.public_key);
});

test('servers that start at once make one pair of keys, and later starts keep it', async () => {
  for (const stop of [startAttention(db.url), startAttention(db.url)]) undo.push(stop);
  await expect.poll(async () => (await db.sql`select from private.push_keys`).length, SOON).toBe(1);
  const [before] = await db.sql`select * from private.push_keys`;
  await db.sql`select private.store_push_keys('other', 'other')`;
  expect((await db.sql`select * from private.push_keys`)[0]).toEqual(before);
});

test('a browser that has unsubscribed is forgotten', async () => {
  const { origin, received } = await startPushService(410);
  await subscribe(origin);
  undo.push(startAttention(db.url));
  await block(await makePlan());
  await expect.poll(subscriptions, SOON).toEqual([]);
  expect(received).toHaveLength(1);
  expect(await db.sql`select from private.attention_owners where user_id = ${owner}`).toHaveLength(0);
});

test('a person is notified only of the kinds that they chose, and not of their own moves', async () => {
  const { origin, received } = await startPushService();
  const browser = await subscribe(origin, ['step.blocked']);
  await block(await makePlan(), person(owner));
  const done = await makePlan();
  await db.as(agentKey(owner, 'write'), (tx) => tx`select agent_report_move(${done}, 1, 'complete_step')`);
  undo.push(startAttention(db.url));
  // Both events are older than the test, so they would have been sent before it.
  await expect
    .poll(
      async () =>
        (
          await db.sql`select from private.attention_owners where user_id = ${owner}
      and seq >= (select max(seq) from agent_execution_logs where user_id = ${owner})`
        ).length,
      SOON,
    )
    .toBe(1);
  await db.as(person(owner), (tx) => tx`select agent_test_push_subscription(${browser.id})`);
  await expect.poll(() => received.length, SOON).toBe(1);
  expect(JSON.parse(browser.decrypt(received[0]?.body ?? Buffer.alloc(0))).title).toBe('Test');
});

test('a long text fits the 4096 bytes that push services accept', () => {
  const browser = createPushBrowser();
  const { body } = pushRequest(
    {
      event_id: crypto.randomUUID(),
      kind: 'step.blocked',
      data: {
        plan_id: crypto.randomUUID(),
        task_title: '漢'.repeat(300),
        error_message: '語'.repeat(300),
        description: '',
        actor: null,
        actor_type: 'agent',
        occurred_at: new Date(0).toISOString(),
      },
    },
    { endpoint: 'https://push.example.com/1', ...browser.keys },
    createVapidKeys(),
  );
  expect(body.length).toBeLessThanOrEqual(4096);
  expect(JSON.parse(browser.decrypt(body)).body).toMatch(/^漢+/);
});

/** The batch that looks up the keys of concurrent requests: each gets what agent_identify_key returns. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey, identifyKey } from './agent-keys.ts';
import {
  anon,
  type Database,
  expectError,
  keyExchange,
  openDatabase,
  owner,
  serviceRole,
} from './identities.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});

afterAll(() => db.end());

const identifyAll = async (calls: { key: string; per_minute?: number }[]) => {
  const rows = await db.sql<{ place: number; body: string }[]>`
    select place, body from private.identify_keys(${db.sql.json(calls)}) order by place`;
  return rows.map(({ body }) => JSON.parse(body));
};

test('a batch of keys is identified as each key is, in the order of the calls', async () => {
  const [active, revoked, expired] = await Promise.all([
    createKey(db),
    createKey(db, ['read']),
    createKey(db),
  ]);
  await db.as(owner, async (tx) => {
    await tx`update agent_api_keys set revoked_at = now() where id = ${revoked.id}`;
    await tx`update agent_api_keys set expires_at = now() - interval '1 second' where id = ${expired.id}`;
  });
  const keys = [revoked.key, active.key, 'aes_0', expired.key, ''];
  const answers = await identifyAll(keys.map((key) => ({ key })));
  expect(answers).toEqual(await Promise.all(keys.map((key) => identifyKey(db, key))));
  const [row] = await db.sql`select last_used_at from agent_api_keys where id = ${active.id}`;
  expect(row?.last_used_at).not.toBeNull();
});

test('a batch takes one request for each call of a key', async () => {
  const { key } = await createKey(db);
  const answers = await identifyAll([
    { key, per_minute: 2 },
    { key, per_minute: 2 },
    { key, per_minute: 2 },
  ]);
  expect(answers).toMatchObject([
    { allowance: { remaining: 1, wait_seconds: 0 } },
    { allowance: { remaining: 0, wait_seconds: 0 } },
    { allowance: { remaining: 0, wait_seconds: expect.any(Number) } },
  ]);
  expect(answers[2].allowance.wait_seconds).toBeGreaterThan(0);
});

test('a batch fails instead of waiting for the row of a key', async () => {
  const { id, key } = await createKey(db);
  await db.as(owner, async (tx) => {
    await tx`update agent_api_keys set name = 'Busy' where id = ${id}`;
    await expectError(identifyAll([{ key }]), '55P03');
  });
  expect(await identifyAll([{ key }])).toMatchObject([{ status: 'active', name: 'Busy' }]);
});

test.each([owner, keyExchange, serviceRole, anon])(
  'a batch is refused to every role of the API',
  async (identity) => {
    await expectError(
      db.as(identity, (tx) => tx`select * from private.identify_keys('[]')`),
      '42501',
    );
  },
);

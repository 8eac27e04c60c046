/** Who may subscribe browsers to notifications and see them. */
import type { JSONValue } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agentKey,
  anon,
  type Database,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
  person,
  serviceRole,
} from './identities.ts';

let db: Database;
const agent = agentKey('owner', 'read', 'write', 'approve');

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

const subscription = (more: Record<string, JSONValue> = {}) => ({
  endpoint: `https://push.example.com/${crypto.randomUUID()}`,
  p256dh: 'B'.repeat(87),
  auth: 'a'.repeat(22),
  device: 'Chrome on Linux',
  kinds: ['agent.lost'],
  ...more,
});
const save = async (identity: Identity, input: JSONValue, userId?: string) =>
  (
    await db.as(
      identity,
      (tx) => tx`select agent_save_push_subscription(${tx.json(input)}, ${userId ?? null}) ->> 'id' as id`,
    )
  )[0]?.id as string;
const settings = async (identity: Identity, userId?: string) =>
  (await db.as(identity, (tx) => tx`select agent_push_settings(${userId ?? null}) as settings`))[0]?.settings;

test('a person subscribes a browser, changes its kinds and ends it', async () => {
  const input = subscription();
  const id = await save(owner, input);
  expect(await save(owner, { ...input, kinds: ['step.blocked'] })).toBe(id);
  const { subscriptions } = await settings(owner);
  expect(subscriptions).toMatchObject([{ id, endpoint: input.endpoint, kinds: ['step.blocked'] }]);
  expect(JSON.stringify(subscriptions)).not.toContain(input.auth);
  await db.as(owner, (tx) => tx`select agent_delete_push_subscription(${id})`);
  expect((await settings(owner)).subscriptions).toEqual([]);
});

test('a browser belongs to the person who subscribed it last', async () => {
  const input = subscription();
  await save(owner, input);
  await save(other, input);
  expect((await settings(owner)).subscriptions).toEqual([]);
  expect((await settings(other)).subscriptions).toHaveLength(1);
});

test.each([
  [{ endpoint: 'ftp://push.example.com' }],
  [{ endpoint: null }],
  [{ p256dh: 'short' }],
  [{ auth: 'a'.repeat(40) }],
  [{ kinds: [] }],
  [{ kinds: ['step.unknown'] }],
  [{ user_id: 'other' }],
])('a subscription with %j is refused', async (more) => {
  await expectError(save(owner, subscription(more)), 'AE400');
});

test('a person has at most 20 browsers', async () => {
  for (let number = 0; number < 20; number += 1) await save(person('many'), subscription());
  await expectError(save(person('many'), subscription()), 'AE409');
});

test('other callers cannot see, change or test it', async () => {
  const id = await save(owner, subscription());
  const remove = (identity: Identity) =>
    db.as(identity, (tx) => tx`select agent_delete_push_subscription(${id})`);
  const send = (identity: Identity) =>
    db.as(identity, (tx) => tx`select agent_test_push_subscription(${id})`);
  for (const attempt of [remove, send]) {
    await expectError(attempt(agent), 'AE403');
    await expectError(attempt(other), 'AE404');
    await expectError(attempt(serviceRole), 'AE400');
    await expectError(attempt(anon), '42501');
  }
  await expectError(save(agent, subscription()), 'AE403');
  await expectError(save(other, subscription(), 'owner'), 'AE403');
  await expectError(settings(agent), 'AE403');
  await expectError(settings(anon), '42501');
  await expectError(
    db.as(owner, (tx) => tx`select private.store_push_keys('a', 'b')`),
    '42501',
  );
  expect((await settings(serviceRole, 'owner')).subscriptions).toMatchObject([{ id }]);
});

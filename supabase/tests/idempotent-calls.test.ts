/**
 * The stored responses of calls with an idempotency key: they hold no agent key, expire after a day, and are deleted with all other data.
 */
import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentKey, type Database, expectError, openDatabase, other, owner } from './identities.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

const call = (name: string, args: postgres.JSONValue, key: string, identity = owner) =>
  db.as(identity, async (tx) => {
    const [row] = await tx`select agent_call(${name}, ${tx.json(args)}, ${key}, 'f') as answer`;
    return row?.answer;
  });
const kept = () => db.sql`select * from private.idempotency_keys order by created_at`;

test('returns a new agent key once and does not store it', async () => {
  const first = await call('agent_create_api_key', { name: 'Once' }, 'make');
  expect(first.answer.key).toMatch(/^aes_[0-9a-f]{64}$/);
  expect(await call('agent_create_api_key', { name: 'Once' }, 'make')).toEqual({
    replayed: true,
    answer: { id: first.answer.id },
  });
  const tables = await db.sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'private')`;
  for (const { name } of tables) {
    const found = await db.sql.unsafe(`select from ${name} t where position($1 in t::text) > 0`, [
      first.answer.key,
    ]);
    expect([name, found.length]).toEqual([name, 0]);
  }
});

test('deletes all responses of a person with their data, including that of the deletion, and no other', async () => {
  await call('agent_add_log', { action_type: 'note', description: 'secret plan' }, 'note');
  await call('agent_add_log', { action_type: 'note' }, 'note', other);
  await call('agent_delete_everything', {}, 'everything');
  expect(new Set((await kept()).map((row) => row.user_id))).toEqual(new Set(['other']));
});

test('keeps a response for a day and deletes it with the next call of any caller', async () => {
  await call('agent_add_log', { action_type: 'note' }, 'old', other);
  await call('agent_add_log', { action_type: 'note' }, 'young', other);
  await db.sql`update private.idempotency_keys set created_at = created_at - interval '25 hours' where idempotency_key = 'old'`;
  await call('agent_add_log', { action_type: 'note' }, 'new');
  const keys = (await kept()).map((row) => row.idempotency_key);
  expect(keys).not.toContain('old');
  expect(keys).toEqual(expect.arrayContaining(['young', 'new']));
});

test('stores no response to a read, and limits a key to 260 characters and a fingerprint to 255', async () => {
  const before = await kept();
  expect(await call('agent_list_api_keys', {}, 'read', agentKey('owner', 'read'))).toMatchObject({
    replayed: false,
  });
  await expectError(call('agent_add_log', { action_type: 'note' }, 'k'.repeat(261)), '23514');
  await expectError(call('agent_add_log', { action_type: 'note' }, ''), '23514');
  await expectError(
    db.as(
      owner,
      (tx) => tx`select agent_call('agent_add_log', '{"action_type": "note"}', 'long', ${'f'.repeat(256)})`,
    ),
    '23514',
  );
  expect(await kept()).toEqual(before);
});

/** Who may configure webhooks and see them, and how deliveries are claimed, retried and kept. */
import type { JSONValue } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
const restricted: Identity = { ...agent, claims: { ...agent.claims, task_id: 'somewhere' } };
const hook = { name: 'Chat', url: 'https://chat.example.com/hooks', kinds: ['step.blocked'] };

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

/** Calls a function with named arguments and returns its result. */
async function call(identity: Identity, name: string, args: Record<string, JSONValue> = {}) {
  const names = Object.keys(args);
  const types: Record<string, string> = { changes: 'jsonb', webhook_id: 'uuid', max_rows: 'integer' };
  const list = names.map((arg, index) => `${arg} => $${index + 1}::${types[arg] ?? 'text'}`);
  return db.as(identity, async (tx) => {
    const values = names.map((arg) => (arg === 'changes' ? tx.json(args[arg] ?? null) : args[arg]));
    const [row] = await tx.unsafe(`select public.${name}(${list.join(', ')}) as result`, values as never[]);
    return row?.result;
  });
}

const create = (identity: Identity, changes: JSONValue = hook, more: Record<string, JSONValue> = {}) =>
  call(identity, 'agent_save_webhook', { changes, ...more });

describe('a person', () => {
  test('sees the secret only when it is made', async () => {
    const created = await create(person('ada'));
    expect(created).toMatchObject({ ...hook, format: 'generic', enabled: true, disabled_reason: null });
    expect(Buffer.from(created.secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
    const changed = await create(person('ada'), { kinds: ['agent.lost'] }, { webhook_id: created.id });
    const listed = await call(person('ada'), 'agent_list_webhooks');
    expect(listed).toEqual([changed]);
    expect(JSON.stringify(listed)).not.toContain('whsec_');
  });

  test('keeps the previous secret valid for a day after a rotation', async () => {
    const { id, secret } = await create(person('bob'));
    const rotated = await call(person('bob'), 'agent_rotate_webhook_secret', { webhook_id: id });
    expect(rotated.secret).not.toBe(secret);
    expect(Date.parse(rotated.previous_secret_until) - Date.now()).toBeGreaterThan(86_000_000);
    await call(person('bob'), 'agent_test_webhook', { webhook_id: id });
    const [row] = await db.sql`select private.claim_deliveries(10) as due`;
    expect(row?.due[0].webhook.secrets).toEqual([rotated.secret, secret]);
  });

  test.each([
    [{ ...hook, url: 'ftp://example.com' }],
    [{ ...hook, url: 'https://me:secret@example.com' }],
    [{ ...hook, kinds: [] }],
    [{ ...hook, kinds: ['step.unknown'] }],
    [{ ...hook, kinds: null }],
    [{ ...hook, format: 'teams' }],
    [{ ...hook, name: ' ' }],
    [{ ...hook, enabled: 'maybe' }],
    [{ ...hook, secret: 'whsec_mine' }],
    [{}],
  ])('cannot save %j', async (changes) => {
    await expectError(create(owner, changes), 'AE400');
  });

  test('cannot save an address of more than 2000 characters', async () => {
    await expectError(create(owner, { ...hook, url: `https://example.com/${'a'.repeat(2000)}` }), 'AE400');
  });

  test('has at most 20 webhooks', async () => {
    for (let number = 0; number < 20; number += 1) await create(person('eve'));
    await expectError(create(person('eve')), 'AE409');
  });

  test('sends at most 20 tests in a minute', async () => {
    const { id } = await create(person('tester'));
    for (let number = 0; number < 20; number += 1)
      await call(person('tester'), 'agent_test_webhook', { webhook_id: id });
    await expectError(call(person('tester'), 'agent_test_webhook', { webhook_id: id }), 'AE409');
  });

  test('loses webhooks and events with all other data', async () => {
    const { id } = await create(person('kim'));
    await call(person('kim'), 'agent_test_webhook', { webhook_id: id });
    await db.as(person('kim'), (tx) => tx`select agent_delete_everything()`);
    const [left] = await db.sql`select
      (select count(*)::integer from private.webhooks where user_id = 'kim')
      + (select count(*)::integer from private.attention_events where user_id = 'kim')
      + (select count(*)::integer from private.attention_owners where user_id = 'kim') as count`;
    expect(left?.count).toBe(0);
  });
});

describe('other callers', () => {
  test('cannot see or change a webhook', async () => {
    const { id } = await create(owner);
    const calls: [string, Record<string, JSONValue>][] = [
      ['agent_save_webhook', { changes: { enabled: false }, webhook_id: id }],
      ['agent_rotate_webhook_secret', { webhook_id: id }],
      ['agent_test_webhook', { webhook_id: id }],
      ['agent_list_webhook_deliveries', { webhook_id: id }],
      ['agent_delete_webhook', { webhook_id: id }],
    ];
    for (const [name, args] of calls) {
      await expectError(call(agent, name, args), 'AE403');
      await expectError(call(restricted, name, args), 'AE403');
      await expectError(call(other, name, args), 'AE404');
      await expectError(call(other, name, { ...args, user_id: 'owner' }), 'AE403');
      await expectError(call(serviceRole, name, args), 'AE400');
      await expectError(call(anon, name, args), '42501');
    }
    await expectError(create(agent), 'AE403');
    await expectError(call(agent, 'agent_list_webhooks'), 'AE403');
    expect(await call(other, 'agent_list_webhooks')).toEqual([]);
    expect(await call(serviceRole, 'agent_list_webhooks', { user_id: 'owner' })).toMatchObject([{ id }]);
  });

  test('cannot read the tables', async () => {
    const tables = await db.sql`select c.relname as name from pg_class c
      where c.relnamespace = 'private'::regnamespace and c.relkind = 'r' and c.relname ~ '^(attention|webhooks|push)'`;
    expect(tables.length).toBe(7);
    for (const { name } of tables)
      for (const identity of [owner, agent, serviceRole, anon])
        await expectError(
          db.as(identity, (tx) => tx.unsafe(`select * from private.${name}`)),
          '42501',
        );
  });

  test('cannot claim deliveries, finish them or derive events', async () => {
    const calls = ['claim_deliveries(1)', 'finish_delivery(1, 1, true, false, 1)', 'read_attention(1)'];
    for (const statement of [...calls, "watch_attention('owner')", "follow_attention('owner')"])
      for (const identity of [owner, agent, serviceRole])
        await expectError(
          db.as(identity, (tx) => tx.unsafe(`select private.${statement}`)),
          '42501',
        );
  });
});

describe('a delivery', () => {
  /** Makes a webhook with one pending delivery, after all others are done. */
  async function makeDelivery() {
    await db.sql`update private.attention_deliveries set status = 'failed'`;
    const { id } = await create(person('del'));
    await call(person('del'), 'agent_test_webhook', { webhook_id: id });
    const read = async () =>
      (await call(person('del'), 'agent_list_webhook_deliveries', { webhook_id: id }))[0];
    return { id, read };
  }
  const claim = async () =>
    (await db.sql`select private.claim_deliveries(10) as due`)[0]?.due as { id: number; attempt: number }[];
  const finish = (delivery: { id: number; attempt: number }, status: number) =>
    db.sql`select private.finish_delivery(${delivery.id}, ${delivery.attempt}, ${status === 200}, ${status === 410}, 12,
      ${status}, ${status === 200 ? null : 'no'})`;
  const makeDue = () =>
    db.sql`update private.attention_deliveries set next_attempt_at = now() where status = 'pending'`;

  test('is claimed by one server at a time, and again after a while if that one ends', async () => {
    const { read } = await makeDelivery();
    const both = await Promise.all([claim(), claim()]);
    expect(both.flat()).toHaveLength(1);
    expect(await claim()).toEqual([]);
    await makeDue();
    const [second] = await claim();
    expect(second?.attempt).toBe(2);
    // The first server was only slow: its late result changes nothing.
    await finish({ id: second?.id ?? 0, attempt: 1 }, 200);
    expect(await read()).toMatchObject({ status: 'pending', attempts: 2 });
  });

  test('is repeated after growing waits, and fails after the eighth attempt', async () => {
    const { read } = await makeDelivery();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const [delivery] = await claim();
      if (!delivery) throw new Error('Nothing was due.');
      await finish(delivery, 500);
      const { next_attempt_at, status } = await read();
      if (status === 'pending') waits.push(Math.round((Date.parse(next_attempt_at) - Date.now()) / 1000));
      await makeDue();
    }
    const least = [4, 299, 1799, 7199, 17_999, 35_999, 35_999];
    expect(
      waits.map((wait, index) => wait >= (least[index] ?? 0) && wait <= (least[index] ?? 0) * 1.11 + 2),
    ).toEqual(least.map(() => true));
    expect(await read()).toMatchObject({ status: 'failed', attempts: 8, response_status: 500, error: 'no' });
    expect(await claim()).toEqual([]);
  });

  test('disables a webhook that is gone', async () => {
    const { id } = await makeDelivery();
    const [delivery] = await claim();
    if (!delivery) throw new Error('Nothing was due.');
    await finish(delivery, 410);
    const listed = await call(person('del'), 'agent_list_webhooks');
    expect(listed.find((webhook: { id: string }) => webhook.id === id)).toMatchObject({
      enabled: false,
      disabled_reason: expect.stringContaining('410'),
    });
  });

  test('is removed with its event after 30 days', async () => {
    const { read } = await makeDelivery();
    await db.sql`update private.attention_events set created_at = now() - interval '31 days'`;
    await db.sql`select private.delete_expired_rows()`;
    expect(await read()).toBe(undefined);
  });
});

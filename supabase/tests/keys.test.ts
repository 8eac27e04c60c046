/** Agent keys: how one is created, what is stored of it, and what a caller who presents it learns. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CreatedKey, createKey, identifyKey } from './agent-keys.ts';
import {
  agentKey,
  anon,
  type Database,
  expectError,
  type Identity,
  keyExchange,
  openDatabase,
  other,
  owner,
  serviceRole,
  type Transaction,
} from './identities.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});

afterAll(() => db.end());

const makeKey = (scopes?: string[], identity?: Identity) => createKey(db, scopes, identity);

const identify = (key: string, perMinute: number | null = null, identity?: Identity) =>
  identifyKey(db, key, perMinute, identity);

const readKey = async ({ id }: CreatedKey) => {
  const [row] = await db.sql`select * from agent_api_keys where id = ${id}`;
  return row;
};

describe('creation of a key', () => {
  test('stores only the prefix and hash of the key', async () => {
    const made = await makeKey();
    const row = await readKey(made);
    expect(made.key).toMatch(/^aes_[0-9a-f]{64}$/);
    expect(row).toMatchObject({
      user_id: 'owner',
      name: 'Researcher',
      prefix: made.key.slice(0, 12),
      key_hash: createHash('sha256').update(made.key).digest('hex'),
      scopes: ['read', 'write'],
      last_used_at: null,
    });
    expect(JSON.stringify(row)).not.toContain(made.key.slice(12));
  });

  test('creates a different key each time', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => makeKey()));
    expect(new Set(keys.map(({ key }) => key)).size).toBe(20);
  });

  test.each([[['read']], [['write']], [['approve']], [['read', 'write', 'approve']]])(
    'accepts the scopes %j',
    async (scopes) => {
      expect(await readKey(await makeKey(scopes))).toMatchObject({ scopes });
    },
  );

  test.each([[[]], [['admin']], [['read', 'delete']], [['READ']], [['']]])(
    'refuses the scopes %j',
    async (scopes) => {
      await expectError(makeKey(scopes), '23514');
    },
  );

  test('refuses a null scope and missing scopes', async () => {
    await expectError(
      db.as(owner, (tx) => tx`select agent_create_api_key('Researcher', array['read', null])`),
      '23514',
    );
    await expectError(
      db.as(owner, (tx) => tx`select agent_create_api_key('Researcher', null)`),
      '23502',
    );
  });

  test.each([
    ['no name', '', '23514'],
    ['a blank name', '   ', '23514'],
    ['a name of 101 characters', 'n'.repeat(101), '23514'],
  ])('refuses %s', async (_what, name, sqlstate) => {
    await expectError(
      db.as(owner, (tx) => tx`select agent_create_api_key(${name})`),
      sqlstate,
    );
  });

  test('requires a person: neither a key nor a caller without a token may create one', async () => {
    await expectError(makeKey(['read'], agentKey('owner', 'read', 'write', 'approve')), '42501');
    await expectError(makeKey(['read'], anon), '42501');
  });

  test('refuses a key for another person', async () => {
    await expectError(
      db.as(
        other,
        (tx) => tx`insert into agent_api_keys (user_id, name, prefix, key_hash)
          values ('owner', 'Mine', 'aes_', 'hash')`,
      ),
      '42501',
    );
  });
});

describe('a presented key', () => {
  test('returns its owner and scopes when it is active', async () => {
    const made = await makeKey(['read', 'approve']);
    expect(await identify(made.key)).toEqual({
      status: 'active',
      key_id: made.id,
      user_id: 'owner',
      name: 'Researcher',
      scopes: ['read', 'approve'],
    });
  });

  test.each([
    ['invented', () => `aes_${'0'.repeat(64)}`],
    ['empty', () => ''],
    ['the hash of an active key', (hash: string) => hash],
  ])('returns nothing more when it is unknown: %s', async (_what, present) => {
    const hash = (await readKey(await makeKey()))?.key_hash;
    expect(await identify(present(hash))).toEqual({ status: 'unknown' });
  });

  test('is unknown when it is missing', async () => {
    const [row] = await db.as(keyExchange, (tx) => tx`select agent_identify_key(null) as result`);
    expect(row?.result).toEqual({ status: 'unknown' });
  });

  test('is expired after its expiry and active before it', async () => {
    const made = await makeKey();
    const expireIn = (interval: string) =>
      db.as(
        owner,
        (tx) =>
          tx`update agent_api_keys set expires_at = now() + ${interval}::interval where id = ${made.id}`,
      );
    await expireIn('1 minute');
    expect(await identify(made.key)).toMatchObject({ status: 'active' });
    await expireIn('-1 second');
    expect(await identify(made.key)).toEqual({ status: 'expired' });
  });

  test('is revoked when it was revoked, expired or not', async () => {
    const made = await makeKey();
    await db.as(owner, (tx) => tx`update agent_api_keys set revoked_at = now() where id = ${made.id}`);
    expect(await identify(made.key)).toEqual({ status: 'revoked' });
    await db.as(owner, (tx) => tx`update agent_api_keys set expires_at = now() where id = ${made.id}`);
    expect(await identify(made.key)).toEqual({ status: 'revoked' });
  });

  test('is unknown once it is deleted', async () => {
    const made = await makeKey();
    await db.as(owner, (tx) => tx`delete from agent_api_keys where id = ${made.id}`);
    expect(await identify(made.key)).toEqual({ status: 'unknown' });
  });

  test('records its use once a minute', async () => {
    const made = await makeKey();
    const before = Date.now();
    await identify(made.key);
    const noted = (await readKey(made))?.last_used_at.getTime();
    expect(noted).toBeGreaterThanOrEqual(before - 1);

    const setBack = async (interval: string) => {
      const [row] = await db.sql`update agent_api_keys
        set last_used_at = date_trunc('minute', clock_timestamp()) + ${interval}::interval
        where id = ${made.id} returning last_used_at`;
      await identify(made.key);
      return { was: row?.last_used_at, is: (await readKey(made))?.last_used_at };
    };
    const late = await setBack('-1 millisecond');
    expect(late.is.getTime()).toBeGreaterThan(late.was.getTime());
    // A second use in the same minute writes nothing. The start of the next minute stands in for it, so the test can run at any time.
    const early = await setBack('1 minute');
    expect(early.is).toEqual(early.was);
  });

  test('records no use when it is not active', async () => {
    const made = await makeKey();
    await db.as(owner, (tx) => tx`update agent_api_keys set revoked_at = now() where id = ${made.id}`);
    await identify(made.key);
    expect(await readKey(made)).toMatchObject({ last_used_at: null });
  });
});

describe('the rate limit of a key', () => {
  const bucket = async ({ id }: CreatedKey) => {
    const [row] = await db.sql`select tokens, filled_at from private.key_allowances where key_id = ${id}`;
    return row;
  };

  test('is set by the server, and each request takes one from the allowance', async () => {
    const made = await makeKey();
    expect(await identify(made.key, 10)).toMatchObject({ allowance: { limit: 10, remaining: 9 } });
    expect(await identify(made.key, 10)).toMatchObject({ allowance: { limit: 10, remaining: 8 } });
  });

  test.each<[string, Identity]>([
    ['a caller without a token', anon],
    ['its owner', owner],
    ['another person', other],
    ['an agent key of its owner', agentKey('owner', 'read', 'write', 'approve')],
    ['service_role', serviceRole],
    [
      'a person who asks for the claim in profile data',
      { role: 'authenticated', claims: { ...other.claims, user_metadata: { key_exchange: true } } },
    ],
  ])('cannot be read, used or refilled by %s', async (_who, identity) => {
    const made = await makeKey();
    await identify(made.key, 1);
    const before = await bucket(made);
    expect(before?.tokens).toBe(0);
    for (const rate of [null, 1, 1_000_000_000])
      await expectError(identify(made.key, rate, identity), '42501');
    const call = (tx: Transaction) =>
      tx`select agent_call('agent_identify_key', ${tx.json({ key: made.key, per_minute: 1_000_000_000 })})`;
    const refused = await db.as(identity, call).catch((error: unknown) => error);
    expect(['42501', 'AE404']).toContain(Reflect.get(Object(refused), 'code'));
    expect(await bucket(made)).toEqual(before);
  });

  test('is deleted with the key', async () => {
    const made = await makeKey();
    await identify(made.key, 10);
    await db.as(owner, (tx) => tx`delete from agent_api_keys where id = ${made.id}`);
    expect(await bucket(made)).toBeUndefined();
  });
});

test('a key’s scopes and hash cannot be changed later, even by its owner', async () => {
  const made = await makeKey(['read']);
  for (const change of [
    { scopes: ['approve'] },
    { key_hash: 'x' },
    { user_id: 'other' },
    { last_used_at: null },
  ]) {
    await expectError(
      db.as(owner, (tx) => tx`update agent_api_keys set ${tx(change)} where id = ${made.id}`),
      '42501',
    );
  }
});

test('finds a key by the index of the hashes, with the same steps for a known and an unknown one', async () => {
  await db.sql`insert into agent_api_keys (user_id, name, prefix, key_hash)
    select 'many', 'Key', 'aes_', encode(sha256(n::text::bytea), 'hex') from generate_series(1, 5000) n`;
  await db.sql`analyze agent_api_keys`;
  const { key } = await makeKey();
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const stepsFor = async (presented: string) => {
    const [row] = await db.sql`
      explain (analyze, buffers, timing off, summary off, format json) select * from agent_api_keys where key_hash = ${hash(presented)}`;
    const plan = row?.['QUERY PLAN'][0].Plan;
    return { node: plan['Node Type'], index: plan['Index Name'], blocks: plan['Shared Hit Blocks'] };
  };
  const near = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
  const known = await stepsFor(key);
  expect(known).toMatchObject({ node: 'Index Scan', index: 'agent_api_keys_key_hash_key' });
  // Hashes are compared: one character off is as far off as any other. The row itself is one block more.
  for (const presented of [near, `aes_${'0'.repeat(64)}`, 'nonsense', ''])
    expect(await stepsFor(presented)).toEqual({ ...known, blocks: known.blocks - 1 });
});

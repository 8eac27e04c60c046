/** Agent keys: how one is made, what is kept of it, and what whoever presents it learns. */
import { createHash } from 'node:crypto';
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
  serviceRole,
} from './identities.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});

afterAll(() => db.end());

interface MadeKey {
  id: string;
  key: string;
}

async function makeKey(scopes = ['read', 'write'], identity: Identity = owner): Promise<MadeKey> {
  const [row] = await db.as(
    identity,
    (tx) => tx<{ made: MadeKey }[]>`select agent_create_api_key('Researcher', ${scopes}) as made`,
  );
  if (!row) throw new Error('No key was made.');
  return row.made;
}

/** As the API asks, before it knows who is calling. */
const identify = (key: string, identity: Identity = anon) =>
  db.as(identity, async (tx) => {
    const [row] = await tx`select agent_identify_key(${key}) as answer`;
    return row?.answer;
  });

const readKey = async ({ id }: MadeKey) => {
  const [row] = await db.sql`select * from agent_api_keys where id = ${id}`;
  return row;
};

describe('making a key', () => {
  test('of the key only prefix and hash are kept', async () => {
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

  test('no two are alike', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => makeKey()));
    expect(new Set(keys.map(({ key }) => key)).size).toBe(20);
  });

  test.each([[['read']], [['write']], [['approve']], [['read', 'write', 'approve']]])(
    'may have the scopes %j',
    async (scopes) => {
      expect(await readKey(await makeKey(scopes))).toMatchObject({ scopes });
    },
  );

  test.each([[[]], [['admin']], [['read', 'delete']], [['READ']], [['']]])(
    'may not have the scopes %j',
    async (scopes) => {
      await expectError(makeKey(scopes), '23514');
    },
  );

  test('may not have a scope that is null, nor none at all', async () => {
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
  ])('may not have %s', async (_what, name, sqlstate) => {
    await expectError(
      db.as(owner, (tx) => tx`select agent_create_api_key(${name})`),
      sqlstate,
    );
  });

  test('is for people: neither a key nor anyone without a token makes one', async () => {
    await expectError(makeKey(['read'], agentKey('owner', 'read', 'write', 'approve')), '42501');
    await expectError(makeKey(['read'], anon), '42501');
  });

  test('nobody makes one for another', async () => {
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

describe('presenting a key', () => {
  test('an active one says whose it is and what it may', async () => {
    const made = await makeKey(['read', 'approve']);
    expect(await identify(made.key)).toEqual({
      status: 'active',
      key_id: made.id,
      user_id: 'owner',
      name: 'Researcher',
      scopes: ['read', 'approve'],
    });
    expect(await identify(made.key, serviceRole)).toMatchObject({ status: 'active' });
  });

  test.each([
    ['invented', () => `aes_${'0'.repeat(64)}`],
    ['empty', () => ''],
    ['the hash of a real one', (hash: string) => hash],
  ])('an unknown one - %s - says nothing more', async (_what, present) => {
    const hash = (await readKey(await makeKey()))?.key_hash;
    expect(await identify(present(hash))).toEqual({ status: 'unknown' });
  });

  test('a missing one is unknown', async () => {
    const [row] = await db.as(anon, (tx) => tx`select agent_identify_key(null) as answer`);
    expect(row?.answer).toEqual({ status: 'unknown' });
  });

  test('one that has run out is expired, and one that has not yet works', async () => {
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

  test('a revoked one is revoked, expired or not', async () => {
    const made = await makeKey();
    await db.as(owner, (tx) => tx`update agent_api_keys set revoked_at = now() where id = ${made.id}`);
    expect(await identify(made.key)).toEqual({ status: 'revoked' });
    await db.as(owner, (tx) => tx`update agent_api_keys set expires_at = now() where id = ${made.id}`);
    expect(await identify(made.key)).toEqual({ status: 'revoked' });
  });

  test('a deleted one is unknown', async () => {
    const made = await makeKey();
    await db.as(owner, (tx) => tx`delete from agent_api_keys where id = ${made.id}`);
    expect(await identify(made.key)).toEqual({ status: 'unknown' });
  });

  test('its use is noted, once a minute', async () => {
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
    // A use later in the same minute costs no write; the start of the next one stands in for it, whenever the test runs.
    const early = await setBack('1 minute');
    expect(early.is).toEqual(early.was);
  });

  test('the use of one that does not work is not noted', async () => {
    const made = await makeKey();
    await db.as(owner, (tx) => tx`update agent_api_keys set revoked_at = now() where id = ${made.id}`);
    await identify(made.key);
    expect(await readKey(made)).toMatchObject({ last_used_at: null });
  });
});

test("a key's scopes and hash cannot be changed afterwards, not even by its owner", async () => {
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

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

describe('a key for one task or plan', () => {
  const makeFor = async (
    place: { task_id?: string; plan_id?: string },
    identity: Identity = owner,
  ): Promise<MadeKey> => {
    const [row] = await db.as(
      identity,
      (tx) => tx<{ made: MadeKey }[]>`
        select agent_create_api_key('One', task_id => ${place.task_id ?? null}, plan_id => ${place.plan_id ?? null}) as made`,
    );
    if (!row) throw new Error('No key was made.');
    return row.made;
  };

  test('says so when it is presented, and in the list by title', async () => {
    const taskId = await db.makeTask('owner');
    const planId = await db.makePlan('owner', taskId);
    const ofTask = await makeFor({ task_id: taskId });
    const ofPlan = await makeFor({ plan_id: planId });
    expect(await identify(ofTask.key)).toMatchObject({ status: 'active', task_id: taskId });
    expect(await identify(ofPlan.key)).toMatchObject({ status: 'active', plan_id: planId });
    const [row] = await db.as(owner, (tx) => tx`select agent_list_api_keys() as keys`);
    const listed = row?.keys.filter(({ name }: { name: string }) => name === 'One');
    expect(listed).toMatchObject([
      { task_id: null, plan_id: planId, plan_type: 'research', task_title: 'Task' },
      { task_id: taskId, plan_id: null, plan_type: null, task_title: 'Task' },
    ]);
  });

  test('is made for what its maker has, and for one of the two', async () => {
    const theirs = await db.makeTask('other');
    const theirPlan = await db.makePlan('other', theirs);
    const mine = await db.makeTask('owner');
    const plan = await db.makePlan('owner', mine);
    await expectError(makeFor({ task_id: theirs }), 'AE404');
    await expectError(makeFor({ task_id: 'nowhere' }), 'AE404');
    await expectError(makeFor({ plan_id: theirPlan }), 'AE404');
    await expectError(makeFor({ task_id: mine, plan_id: plan }), 'AE400');
    for (const place of [{ task_id: theirs }, { plan_id: theirPlan }])
      await expectError(
        db.as(
          owner,
          (tx) => tx`insert into agent_api_keys ${tx({ name: 'One', prefix: 'p', key_hash: 'h', ...place })}`,
        ),
        '42501',
      );
  });

  test('cannot be made for something else afterwards, nor for everything', async () => {
    const made = await makeFor({ task_id: await db.makeTask('owner') });
    for (const change of [{ task_id: null }, { plan_id: null }, { task_id: await db.makeTask('owner') }])
      await expectError(
        db.as(owner, (tx) => tx`update agent_api_keys set ${tx(change)} where id = ${made.id}`),
        '42501',
      );
  });

  test('opens nothing once its task or plan is deleted: not even with a token it was given before', async () => {
    const taskId = await db.makeTask('owner');
    const planId = await db.makePlan('owner', taskId);
    const ofTask = await makeFor({ task_id: taskId });
    const ofPlan = await makeFor({ plan_id: planId });
    const key = agentKey('owner', 'read', 'write');
    const token = (claims: Identity['claims']): Identity => ({
      ...key,
      claims: { ...key.claims, ...claims },
    });

    await db.as(owner, (tx) => tx`delete from agent_execution_plans where id = ${planId}`);
    expect(await identify(ofPlan.key)).toEqual({ status: 'unknown' });
    await db.as(owner, (tx) => tx`delete from deep_work_tasks where id = ${taskId}`);
    expect(await identify(ofTask.key)).toEqual({ status: 'unknown' });

    await db.makeTask('owner');
    for (const identity of [
      token({ plan_id: planId }),
      token({ task_id: taskId }),
      token({ task_id: null }),
    ]) {
      const [seen] = await db.as(
        identity,
        (tx) =>
          tx`select (select count(*)::int from deep_work_tasks) as tasks, (select count(*)::int from agent_execution_logs) as logs`,
      );
      expect(seen).toEqual({ tasks: 0, logs: 0 });
      await expectError(
        db.as(identity, (tx) => tx`insert into deep_work_tasks (id, title) values (${taskId}, 'Again')`),
        '42501',
      );
    }
  });
});

test('a key is found by the index of the hashes, in the same steps whether it is known or not', async () => {
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
  // What is compared are hashes: one character off is as far off as anything. The row itself is one block more.
  for (const presented of [near, `aes_${'0'.repeat(64)}`, 'nonsense', ''])
    expect(await stepsFor(presented)).toEqual({ ...known, blocks: known.blocks - 1 });
});

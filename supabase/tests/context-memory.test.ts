/** The life of an entry: versions, expiry, retention and history. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteEntry, type Entry, readEntry, setEntry } from './context-entries.ts';
import {
  agentKey,
  type Database,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
} from './identities.ts';

let db: Database;
beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

const set = (identity: Identity, entry: object) => setEntry(db, identity, entry);
const details = (identity: Identity, id: string) => readEntry(db, identity, id);
const remove = (identity: Identity, id: string, version?: number) => deleteEntry(db, identity, id, version);

describe('versions', () => {
  test('count each write, also after a deletion, and the id stays', async () => {
    const first = await set(owner, { context_key: 'counted' });
    const second = await set(owner, { context_key: 'counted', context_value: 'other' });
    await remove(owner, first.id);
    const third = await set(owner, { context_key: 'counted' });
    expect([first.version, second.version, third.version]).toEqual([1, 2, 3]);
    expect(new Set([first.id, second.id, third.id]).size).toBe(1);
  });

  test('the same key of another plan, task or owner is another entry', async () => {
    const task = await db.makeTask('owner');
    const plan = await db.makePlan('owner', task);
    const where = [{}, { task_id: task }, { plan_id: plan }];
    const ids = [];
    for (const place of where) ids.push((await set(owner, { context_key: 'placed', ...place })).id);
    ids.push((await set(other, { context_key: 'placed' })).id);
    expect(new Set(ids).size).toBe(4);
  });

  test('if_version accepts the first write and refuses the second, which writes nothing', async () => {
    const { id, version } = await set(owner, { context_key: 'guarded' });
    await set(owner, { context_key: 'guarded', context_value: 'mine', if_version: version });
    const error = await expectError(
      set(owner, { context_key: 'guarded', context_value: 'late', if_version: version }),
      'AE409',
    );
    expect(error.message).toContain('has version 2');
    const found = await details(owner, id);
    expect(found?.entry?.context_value).toBe('mine');
    expect(found?.history).toHaveLength(2);
  });

  test('if_version 0 requires that the entry does not exist', async () => {
    await set(owner, { context_key: 'new', if_version: 0 });
    await expectError(set(owner, { context_key: 'new', if_version: 0 }), 'AE409');
    await expectError(set(owner, { context_key: 'never', if_version: 3 }), 'AE409');
  });

  test('an expired entry counts as absent', async () => {
    await set(owner, { context_key: 'past', expires_at: '2020-01-01T00:00:00Z' });
    expect((await set(owner, { context_key: 'past', if_version: 0 })).version).toBe(2);
  });

  test('concurrent writes all enter the history, the last one wins, and only one passes with a version', async () => {
    const { id, version } = await set(owner, { context_key: 'raced' });
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => set(owner, { context_key: 'raced', context_value: `writer ${n}` })),
    );
    const found = await details(owner, id);
    expect(found?.entry?.version).toBe(version + 8);
    expect(found?.history.map((row) => row.after_state?.version)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(found?.history[0]?.after_state?.context_value).toBe(found?.entry?.context_value);

    const guarded = await Promise.allSettled(
      Array.from({ length: 8 }, () => set(owner, { context_key: 'raced', if_version: 9 })),
    );
    expect(guarded.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('concurrent creations give version 1 to one, and the others follow', async () => {
    // Such a fault occurs rarely, so the test runs many rounds.
    for (let round = 0; round < 30; round += 1) {
      const made = await Promise.all(
        Array.from({ length: 9 }, (_, n) =>
          set(owner, { context_key: `created at once ${round}`, context_value: `${n}` }),
        ),
      );
      expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });
});

describe('several entries in one call', () => {
  const setAll = (entries: unknown) =>
    db.as(owner, (tx) => tx`select agent_set_contexts(${JSON.stringify(entries)}::text::jsonb) as entries`);

  test('are all set in order', async () => {
    const [row] = await setAll([
      { context_type: 'many', context_key: 'a', context_value: '1' },
      { context_type: 'many', context_key: 'b', context_value: '2', ttl_seconds: 60 },
      { context_type: 'many', context_key: 'a', context_value: '3' },
    ]);
    expect(row?.entries.map((entry: Entry) => [entry.context_value, entry.version])).toEqual([
      ['1', 1],
      ['2', 1],
      ['3', 2],
    ]);
  });

  test('are all refused when one is invalid, and the error names it', async () => {
    const error = await expectError(
      setAll([
        { context_type: 'none', context_key: 'a', context_value: '1' },
        { context_type: 'none', context_key: 'b', context_value: '1', task_id: 'nobody’s' },
      ]),
      'AE404',
    );
    expect(error.message).toMatch(/^Entry 2 of the list: /);
    expect(await db.sql`select from agent_context_memory where context_type = 'none'`).toHaveLength(0);
  });

  test.each([[[]], [{}], [Array(1001).fill({})], [null]])(
    'refuses anything but a list of 1 to 1,000: %#',
    async (entries) => {
      await expectError(setAll(entries), 'AE413');
    },
  );
});

describe('expiry', () => {
  test('counts ttl_seconds from now', async () => {
    const { expires_at } = await set(owner, { context_key: 'short', ttl_seconds: 90 });
    const seconds = (new Date(expires_at ?? 0).getTime() - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(60);
    expect(seconds).toBeLessThan(120);
  });

  test.each([
    [{ ttl_seconds: 0 }],
    [{ ttl_seconds: -1 }],
    [{ ttl_seconds: 1e12 }],
    [{ ttl_seconds: 5, expires_at: '2030-01-01T00:00:00Z' }],
  ])('refuses %j', async (more) => {
    await expectError(set(owner, { context_key: 'refused', ...more }), 'AE400');
  });

  test('hides an expired entry from every read at once, and housekeeping deletes it', async () => {
    const { id } = await set(owner, { context_key: 'zwieback', expires_at: '2020-01-01T00:00:00Z' });
    const reads = await db.as(
      owner,
      (tx) => tx`select
        jsonb_array_length(agent_query_context(context_key => 'zwieback')) as listed,
        json_array_length(agent_search_context('zwieback') -> 'entries') as found,
        json_array_length(agent_search_context('type:note') -> 'entries') > 0 as others_found,
        agent_get_context(${id}) ->> 'entry' as entry`,
    );
    expect([...reads]).toEqual([{ listed: 0, found: 0, others_found: true, entry: null }]);

    const [kept] = await db.sql`select private.delete_expired_rows() as house`;
    expect(kept?.house.expired).toBeGreaterThanOrEqual(1);
    expect(await db.sql`select from agent_context_memory where id = ${id}`).toHaveLength(0);
    const found = await details(owner, id);
    expect(found?.history[0]).toMatchObject({
      action_type: 'delete_context',
      before_state: { context_value: 'value' },
    });
  });

  test('follows the owner’s retention for a type; entries of another owner stay', async () => {
    const mine = await set(owner, { context_type: 'scratch', context_key: 'old' });
    const fresh = await set(owner, { context_type: 'scratch', context_key: 'fresh' });
    const theirs = await set(other, { context_type: 'scratch', context_key: 'old' });
    await db.as(
      owner,
      (tx) => tx`insert into agent_context_retention (context_type, keep_days) values ('scratch', 7)`,
    );
    await db.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update agent_context_memory set updated_at = now() - interval '8 days' where id in (${mine.id}, ${theirs.id})`;
    });
    await db.sql`select private.delete_expired_rows()`;
    const left = await db.sql`select id from agent_context_memory where context_type = 'scratch'`;
    expect(left.map(({ id }) => id).sort()).toEqual([fresh.id, theirs.id].sort());
  });

  test('lets only a person set the retention', async () => {
    await expectError(
      db.as(
        agentKey('owner', 'read', 'write'),
        (tx) => tx`insert into agent_context_retention (context_type, keep_days) values ('x', 7)`,
      ),
      '42501',
    );
  });
});

describe('history', () => {
  test('says who set the entry, in which step, and to what', async () => {
    const task = await db.makeTask('owner');
    const plan = await db.makePlan('owner', task);
    const { id } = await set(owner, { context_key: 'told', plan_id: plan });
    await set(agentKey('owner', 'write'), {
      context_key: 'told',
      plan_id: plan,
      step_number: 2,
      context_value: 'by agent',
    });
    const found = await details(owner, id);
    expect(found?.history).toMatchObject([
      {
        actor: "owner's agent",
        step_number: 2,
        before_state: { context_value: 'value' },
        after_state: { context_value: 'by agent' },
      },
      { actor: 'owner@example.com', step_number: null, before_state: null },
    ]);
  });

  test('refuses a step that the plan does not have, even where the entry exists', async () => {
    const plan = await db.makePlan('owner', await db.makeTask('owner'));
    await set(owner, { context_key: 'stepped', plan_id: plan, step_number: 1 });
    await expectError(set(owner, { context_key: 'stepped', plan_id: plan, step_number: 9 }), 'AE404');
  });

  test('is hidden from every other caller', async () => {
    const { id } = await set(owner, { context_key: 'private' });
    expect(await details(other, id)).toBeNull();
    await expectError(remove(other, id), 'AE404');
    await expectError(remove(owner, id, 7), 'AE409');
  });
});

/** Writes to the table of context have the same effect as the operations: log rows, versions and errors. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logOf } from './comparable-log.ts';
import { agentKey, type Database, openDatabase, owner, serviceRole } from './identities.ts';
import { expectRefused } from './refusal.ts';

let db: Database;
let taskId: string;
let plan: string;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  taskId = await db.makeTask('owner');
  plan = await db.makePlan('owner', taskId);
});

describe.each([
  ['the owner', owner],
  ['an agent key', agentKey('owner', 'read', 'write')],
  ['the service role', serviceRole],
] as const)('%s', (_name, identity) => {
  test('upserts context of several keys as agent_set_context does, with versions', async () => {
    const twin = await db.makePlan('owner', taskId);
    const rows = (id: string, value: string) =>
      ['a', 'b'].map((context_key) => ({
        plan_id: id,
        context_type: 'notes',
        context_key,
        context_value: value,
      }));
    for (const value of ['one', 'two']) {
      const set = await db.as(
        identity,
        (tx) => tx`insert into agent_context_memory ${tx(rows(plan, value))}
          on conflict (id) do update set plan_id = excluded.plan_id, context_type = excluded.context_type,
            context_key = excluded.context_key, context_value = excluded.context_value returning *`,
      );
      expect(set.map((row) => row.context_value)).toEqual([value, value]);
      expect(set.map((row) => row.version)).toEqual(value === 'one' ? [1, 1] : [2, 2]);
      await db.as(identity, (tx) => tx`select agent_set_contexts(${tx.json(rows(twin, value))})`);
    }
    expect(await logOf(db, plan)).toEqual(await logOf(db, twin));
  });

  test('writes back an entry as it was read, with another value', async () => {
    await db.as(owner, (tx) => tx`select agent_set_context('notes', 'a', 'one', plan_id => ${plan})`);
    const [row] = await db.as(
      identity,
      (
        tx,
      ) => tx`insert into agent_context_memory (id, task_id, plan_id, user_id, context_type, context_key, context_value, version, created_at)
        select id, task_id, plan_id, user_id, context_type, context_key, 'two', version, created_at
        from agent_context_memory where plan_id = ${plan}
        on conflict (id) do update set id = excluded.id, user_id = excluded.user_id, context_value = excluded.context_value,
          version = excluded.version, created_at = excluded.created_at returning *`,
    );
    expect(row).toMatchObject({ context_value: 'two', version: 2 });
  });

  test('may not rename or move an entry', async () => {
    await db.as(owner, (tx) => tx`select agent_set_context('notes', 'a', 'one', plan_id => ${plan})`);
    for (const change of [{ context_key: 'b' }, { user_id: 'other' }, { plan_id: null }])
      await expectRefused(
        db,
        (tx) => tx`update agent_context_memory set ${tx(change)} where plan_id = ${plan}`,
        'AE403',
        identity,
      );
  });
});

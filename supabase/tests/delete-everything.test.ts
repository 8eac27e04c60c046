/** Deleting all data of a person: all of their rows, and no rows of others. No agent may do so. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  agentKey,
  anon,
  type Database,
  expectError,
  openDatabase,
  other,
  owner,
  person,
  serviceRole,
} from './identities.ts';
import { expectRefused } from './refusal.ts';

let db: Database;

const tables = [
  'deep_work_tasks',
  'deep_work_subtasks',
  'agent_execution_plans',
  'agent_execution_steps',
  'agent_execution_logs',
  'agent_context_memory',
  'agent_api_keys',
];

/** Creates a task with every kind of row, and the rows that belong to no task. */
async function fill(userId: string): Promise<void> {
  const task = await db.makeTask(userId);
  const plan = await db.makePlan(userId, task);
  await db.as(person(userId), async (tx) => {
    await tx`select agent_create_subtasks(${plan})`;
    await tx`select agent_move_step(${plan}, 1, 'complete_step')`;
    await tx`select agent_set_context('notes', 'plan', 'v', plan_id => ${plan}), agent_set_context('notes', 'task', 'v', task_id => ${task})`;
    await tx`select agent_set_context('notes', 'own', 'v'), agent_add_log('note'), agent_add_log('note', task_id => ${task})`;
    await tx`select agent_create_api_key('Agent')`;
  });
}

/** Counts the rows per table that belong to these people. */
async function countRows(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [row] = await db.sql<{ rows: number }[]>`select count(*)::int as rows from ${db.sql(table)}`;
    counts[table] = row?.rows ?? 0;
  }
  return counts;
}

beforeAll(async () => {
  db = await openDatabase();
  await fill('other');
});

afterAll(() => db.end());

describe('a person', () => {
  let ofOthers: Record<string, number>;

  beforeEach(async () => {
    ofOthers = await countRows();
    await fill('owner');
    await fill('owner');
  });

  test('loses all data but the keys, and other people’s data stay', async () => {
    const [row] = await db.as(owner, (tx) => tx`select agent_delete_everything() as tasks`);
    expect(row?.tasks).toBe(2);
    const left = await countRows();
    expect(left).toEqual({ ...ofOthers, agent_api_keys: (ofOthers.agent_api_keys ?? 0) + 2 });
    for (const table of tables.slice(2, 6)) {
      const rows = await db.sql`select from ${db.sql(table)} where user_id = 'owner'`;
      expect(rows).toHaveLength(0);
    }
  });

  test('may delete without any data, and can start again afterwards', async () => {
    await db.as(owner, (tx) => tx`select agent_delete_everything()`);
    const [row] = await db.as(owner, (tx) => tx`select agent_delete_everything() as tasks`);
    expect(row?.tasks).toBe(0);
    await fill('owner');
    await db.as(owner, (tx) => tx`select agent_delete_everything()`);
  });

  test('leaves the log append-only, even in the same transaction', async () => {
    await expectError(
      db.sql.begin(async (tx) => {
        await tx`select set_config('request.jwt.claims', ${JSON.stringify(owner.claims)}, true)`;
        await tx`select agent_delete_everything()`;
        await tx`select agent_add_log('note')`;
        await tx`delete from agent_execution_logs where user_id = 'owner'`;
      }),
      'AE403',
    );
    await expectError(
      db.sql`delete from agent_execution_logs where plan_id is null and task_id is null`,
      'AE403',
    );
    await db.as(owner, (tx) => tx`select agent_delete_everything()`);
  });

  test('cannot delete log rows by setting their own id as the one to erase', async () => {
    await expectError(
      db.as(owner, async (tx) => {
        await tx`select set_config('agent_execution.erased_owner', 'owner', true)`;
        await tx`delete from agent_execution_logs`;
      }),
      'AE403',
    );
    await db.as(owner, (tx) => tx`select agent_delete_everything()`);
  });
});

test('the setting that allows the erasure has no effect for other callers', async () => {
  for (const identity of [other, serviceRole]) {
    const [before] = await db.sql`select count(*)::int as rows from agent_execution_logs`;
    await db.as(identity, async (tx) => {
      await tx`select set_config('agent_execution.erased_owner', 'other', true)`;
      await tx`update agent_context_memory set context_value = 'changed' where context_key = 'own' and user_id = 'other'`;
    });
    const [after] = await db.sql`select count(*)::int as rows from agent_execution_logs`;
    expect(after?.rows).toBe(before?.rows + 1);
  }
});

describe('another caller', () => {
  test.each([
    ['an agent with every scope', agentKey('other', 'read', 'write', 'approve'), 'AE403'],
    ['service_role', serviceRole, 'AE403'],
    ['no token', anon, '42501'],
  ])('is refused: %s', async (_name, identity, sqlstate) => {
    await expectRefused(db, (tx) => tx`select agent_delete_everything()`, sqlstate, identity);
    const erase = db.as(identity, (tx) => tx`select private.delete_unattached()`);
    await expect(erase).rejects.toMatchObject({
      code: identity.role === 'authenticated' ? 'AE403' : '42501',
    });
  });

  test('with an account deletes nothing of the owner', async () => {
    await fill('owner');
    const before = await db.sql`select id from agent_execution_logs where user_id = 'owner' order by id`;
    await db.as(other, (tx) => tx`select agent_delete_everything()`);
    expect(await db.sql`select id from agent_execution_logs where user_id = 'owner' order by id`).toEqual(
      before,
    );
  });
});

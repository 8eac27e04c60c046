/** The log can be appended to and not rewritten, and says who acted and when whatever the caller claims. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
import { readLog } from './plan-rows.ts';

let db: Database;
let taskId: string;
let planId: string;

beforeAll(async () => {
  db = await openDatabase();
});

afterAll(() => db.end());

beforeEach(async () => {
  taskId = await db.makeTask('owner');
  planId = await db.makePlan('owner', taskId);
});

const append = (identity: Identity, count: number) =>
  db.as(identity, async (tx) => {
    for (let n = 1; n <= count; n++) {
      await tx`select agent_add_log('note', ${planId}, description => ${`Note ${n}`})`;
    }
  });

describe('append-only', () => {
  const rewrites = [
    'update agent_execution_logs set description = $$forged$$',
    'delete from agent_execution_logs',
    'truncate agent_execution_logs',
  ];
  const identities: [string, Identity][] = [
    ['the owner', owner],
    ['another person', other],
    ['an agent with every scope', agentKey('owner', 'read', 'write', 'approve')],
    ['service_role', serviceRole],
    ['anon', anon],
  ];

  for (const statement of rewrites) {
    test.each(identities)(`%s has no right to ${statement}`, async (_name, identity) => {
      await expectError(
        db.as(identity, (tx) => tx.unsafe(statement)),
        '42501',
      );
    });

    test(`the superuser is refused ${statement}`, async () => {
      await expectError(db.sql.unsafe(statement), 'AE403');
    });
  }

  test('truncating what it hangs on is refused too', async () => {
    await expectError(db.sql`truncate deep_work_tasks cascade`, 'AE403');
  });

  test('a row of a task, and of neither plan nor task, stays as well', async () => {
    await db.as(owner, (tx) => tx`select agent_add_log('note', task_id => ${taskId}), agent_add_log('note')`);
    await expectError(db.sql`delete from agent_execution_logs where task_id = ${taskId}`, 'AE403');
    await expectError(
      db.sql`delete from agent_execution_logs where plan_id is null and task_id is null`,
      'AE403',
    );
  });
});

describe('who, when and where come from the database', () => {
  test.each(['create_plan', 'create_sub_plan', 'set_context', 'delete_context'])(
    'a forged %s row is refused',
    async (action) => {
      for (const identity of [owner, agentKey('owner', 'read', 'write', 'approve'), serviceRole]) {
        await expectError(
          db.as(identity, (tx) => tx`select agent_add_log(${action}, ${planId})`),
          'AE400',
        );
        await expectError(
          db.as(
            identity,
            (tx) => tx`select agent_add_logs(${tx.json([{ action_type: action, plan_id: planId }])})`,
          ),
          'AE400',
        );
      }
      await expectError(
        db.sql`insert into agent_execution_logs (plan_id, action_type) values (${planId}, ${action})`,
        'AE400',
      );
    },
  );

  test.each(['id', 'seq', 'user_id', 'actor_type', 'actor', 'created_at', 'prev_hash', 'hash'])(
    'no caller may name a %s of his own',
    async (column) => {
      for (const identity of [owner, agentKey('owner', 'read', 'write'), serviceRole]) {
        await expectError(
          db.as(
            identity,
            (tx) => tx`insert into agent_execution_logs (plan_id, action_type, ${tx(column)})
              values (${planId}, 'note', null)`,
          ),
          '42501',
        );
      }
    },
  );

  test('fields that a list of rows smuggles in are ignored', async () => {
    const before = new Date();
    const row = {
      plan_id: planId,
      action_type: 'note',
      actor_type: 'user',
      actor: 'Somebody else',
      created_at: '2001-01-01T00:00:00Z',
      seq: 1,
      hash: 'forged',
      user_id: 'other',
    };
    const [log] = await db.as(
      agentKey('owner', 'read', 'write'),
      (tx) => tx`select * from agent_add_logs(${tx.json([row])})`,
    );
    expect(log).toMatchObject({ actor_type: 'agent', actor: "owner's agent", user_id: 'owner' });
    expect(log?.created_at.getTime()).toBeGreaterThanOrEqual(before.getTime() - 1);
    expect(log?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Number(log?.seq)).toBeGreaterThan(1);
  });

  test.each<[string, Identity, string, string]>([
    ['a person is a user with his e-mail', owner, 'user', 'owner@example.com'],
    ['a key is an agent with its name', agentKey('owner', 'read', 'write'), 'agent', "owner's agent"],
    ['service_role is an agent', serviceRole, 'agent', 'service_role'],
  ])('%s', async (_name, identity, actorType, actor) => {
    await append(identity, 1);
    expect((await readLog(db, planId)).at(-1)).toMatchObject({
      actor_type: actorType,
      actor,
      user_id: 'owner',
    });
  });

  test('even the superuser gets number and hash from the database', async () => {
    await db.sql`insert into agent_execution_logs (plan_id, action_type, seq, hash, prev_hash, user_id, actor)
      values (${planId}, 'note', 1, 'forged', 'forged', 'other', 'Importer')`;
    const [first, second] = await readLog(db, planId);
    expect(second).toMatchObject({ prev_hash: first?.hash, user_id: 'owner', actor: 'Importer' });
    expect(Number(second?.seq)).toBeGreaterThan(Number(first?.seq));
  });
});

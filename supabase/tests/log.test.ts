/** The log is append-only. The database records who acted and when, whatever the caller sends. */
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

describe('an append-only log', () => {
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
    test.each(identities)(`%s is refused ${statement}`, async (_name, identity) => {
      const hasGrant = identity !== anon && !statement.startsWith('truncate');
      await expectError(
        db.as(identity, (tx) => tx.unsafe(statement)),
        hasGrant ? 'AE403' : '42501',
      );
    });

    test(`the superuser is refused ${statement}`, async () => {
      await expectError(db.sql.unsafe(statement), 'AE403');
    });
  }

  test('refuses to truncate the tables that it refers to', async () => {
    await expectError(db.sql`truncate deep_work_tasks cascade`, 'AE403');
  });

  test('also keeps a row of a task, and one of neither plan nor task', async () => {
    await db.as(owner, (tx) => tx`select agent_add_log('note', task_id => ${taskId}), agent_add_log('note')`);
    await expectError(db.sql`delete from agent_execution_logs where task_id = ${taskId}`, 'AE403');
    await expectError(
      db.sql`delete from agent_execution_logs where plan_id is null and task_id is null`,
      'AE403',
    );
  });
});

describe('actor, time and place of a row', () => {
  test.each(['create_plan', 'create_sub_plan', 'set_context', 'delete_context'])(
    'refuse a forged %s',
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

  test.each(['seq', 'user_id', 'actor_type', 'actor', 'created_at', 'prev_hash', 'hash'])(
    'refuse a %s set by the caller',
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

  test.each([
    { actor_type: 'user' },
    { actor: 'Somebody else' },
    { created_at: '2001-01-01T00:00:00Z' },
    { seq: 1 },
    { hash: 'forged' },
    { user_id: 'other' },
  ])('refuse a list of rows with %j', async (forged) => {
    const row = { plan_id: planId, action_type: 'note', ...forged };
    await expectError(
      db.as(agentKey('owner', 'read', 'write'), (tx) => tx`select agent_add_logs(${tx.json([row])})`),
      'AE400',
    );
  });

  test.each<[string, Identity, string, string]>([
    ['record a person as a user with their e-mail address', owner, 'user', 'owner@example.com'],
    ['record a key as an agent with its name', agentKey('owner', 'read', 'write'), 'agent', "owner's agent"],
    ['record service_role as an agent', serviceRole, 'agent', 'service_role'],
  ])('%s', async (_name, identity, actorType, actor) => {
    await append(identity, 1);
    expect((await readLog(db, planId)).at(-1)).toMatchObject({
      actor_type: actorType,
      actor,
      user_id: 'owner',
    });
  });

  test('get number and hash from the database, even for the superuser', async () => {
    await db.sql`insert into agent_execution_logs (plan_id, action_type, seq, hash, prev_hash, user_id, actor)
      values (${planId}, 'note', 1, 'forged', 'forged', 'other', 'Importer')`;
    const [first, second] = await readLog(db, planId);
    expect(second).toMatchObject({ prev_hash: first?.hash, user_id: 'owner', actor: 'Importer' });
    expect(Number(second?.seq)).toBeGreaterThan(Number(first?.seq));
  });
});

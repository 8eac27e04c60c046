/** No caller can set the facts that the database records (when, who, which version), on any table. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  owner,
  serviceRole,
} from './identities.ts';
import { readLog } from './plan-rows.ts';

let db: Database;
const LONG_AGO = '2001-01-01T00:00:00Z';
const callers: [string, Identity][] = [
  ['the owner', owner],
  ['an agent', agentKey('owner', 'read', 'write', 'approve')],
  ['the service role', serviceRole],
];

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

test('no column that states a fact can be written over the API, except those that a trigger keeps', async () => {
  const writable = await db.sql`
    select distinct c.table_name || '.' || c.column_name as name
    from information_schema.column_privileges c
    where c.table_schema = 'public' and c.grantee in ('anon', 'authenticated', 'service_role')
      and c.privilege_type in ('INSERT', 'UPDATE')
      -- An update of the log is refused whole (log.test.ts); these tables have tests below.
      and not (c.table_name = 'agent_execution_logs' and c.privilege_type = 'UPDATE')
      and c.table_name not in ('agent_execution_plans', 'agent_execution_steps', 'agent_plan_versions', 'agent_context_memory')
      and c.column_name ~ '_at$|_by$|^(seq|version|hash|prev_hash|actor|actor_type|status|last_.*|lease_.*|approved_.*|graph_hash|attempt|is_ready)$'
    order by 1`;
  expect(writable.map((row) => row.name)).toEqual([
    'agent_api_keys.expires_at',
    'agent_api_keys.revoked_at',
    'deep_work_subtasks.created_at',
    'deep_work_subtasks.updated_at',
    'deep_work_tasks.created_at',
    'deep_work_tasks.updated_at',
  ]);
});

test.each(callers)('%s can backdate neither a task nor a subtask', async (_who, identity) => {
  const start = Date.now() - 1;
  const id = crypto.randomUUID();
  const back = { created_at: LONG_AGO, updated_at: LONG_AGO };
  await db.as(identity, async (tx) => {
    await tx`insert into deep_work_tasks ${tx({ id, user_id: 'owner', title: 'Task', ...back })}`;
    await tx`insert into deep_work_subtasks ${tx({ id, task_id: id, title: 'Part', ...back })}`;
    await tx`update deep_work_tasks set ${tx(back)} where id = ${id}`;
    await tx`update deep_work_subtasks set ${tx(back)} where id = ${id}`;
    await tx`insert into deep_work_tasks ${tx({ id, user_id: 'owner', title: 'Task', ...back })}
      on conflict (id) do update set created_at = excluded.created_at, updated_at = excluded.updated_at`;
    await tx`update deep_work_subtasks set id = 'another' where id = ${id}`;
  });
  for (const table of ['deep_work_tasks', 'deep_work_subtasks']) {
    const [row] = await db.sql`select created_at, updated_at from ${db.sql(table)} where id = ${id}`;
    expect(row?.created_at.getTime()).toBeGreaterThanOrEqual(start);
    expect(row?.updated_at.getTime()).toBeGreaterThanOrEqual(start);
  }
  const logs = await db.sql`select created_at from agent_execution_logs where task_id = ${id}`;
  for (const log of logs) expect(log.created_at.getTime()).toBeGreaterThanOrEqual(start);
});

/** A forged value of each type. The columns are those that no update may change. */
const forgedByType: Record<string, string> = {
  uuid: 'gen_random_uuid()',
  text: "'forged'",
  int4: '77',
  int8: '77',
  float8: '77',
  jsonb: `'{"forged": true}'`,
  timestamptz: `'${LONG_AGO}'`,
  _int4: "'{77}'",
};
const open: Record<string, string[]> = {
  agent_execution_plans: ['status', 'current_step', 'agent_reasoning'],
  agent_execution_steps: [
    'status',
    'action',
    'description',
    'estimated_duration',
    'result',
    'error_message',
    'agent_confidence',
  ],
};

describe.each(callers)('%s', (_who, identity) => {
  test.each(Object.keys(open))('changes no column of %s but those that an operation sets', async (table) => {
    await db.sql`delete from deep_work_tasks`;
    const plan = await db.makePlan('owner', await db.makeTask('owner'), [declareStep(1)]);
    const columns = await db.sql<{ name: string; type: string }[]>`
      select column_name as name, udt_name as type from information_schema.columns where table_schema = 'public' and table_name = ${table}`;
    const sealed = columns.filter(({ name }) => !open[table]?.includes(name));
    expect(sealed.length).toBeGreaterThan(15);
    for (const { name, type } of sealed)
      await expectError(
        db.as(identity, (tx) =>
          tx.unsafe(`update ${table} set ${name} = ${forgedByType[type] ?? `not ${name}`}`),
        ),
        'AE403',
      );
    expect(await readLog(db, plan)).toHaveLength(1);
  });

  test('cannot set a fact of a plan or an entry by an insert', async () => {
    const start = Date.now() - 1;
    const task_id = await db.makeTask('owner');
    const [plan] = await db.as(
      identity,
      (tx) => tx`insert into agent_execution_plans
        (task_id, plan_type, plan_json, version, completed_steps, created_by, created_at, updated_at, started_at, completed_at, last_seq, last_hash, next_claim_at)
        values (${task_id}, 'x', ${tx.json({ steps: [declareStep(1)] })}, 9, 9, 'forged', ${LONG_AGO}, ${LONG_AGO}, ${LONG_AGO}, ${LONG_AGO}, 9, 'forged', ${LONG_AGO})
        returning id`,
    );
    const [made] = await db.sql`select * from agent_execution_plans where id = ${plan?.id}`;
    expect(made).toMatchObject({ version: 1, completed_steps: 0, started_at: null, completed_at: null });
    expect([made?.created_by, made?.last_hash]).not.toContain('forged');
    const [entry] = await db.as(
      identity,
      (
        tx,
      ) => tx`insert into agent_context_memory (id, plan_id, context_type, context_key, context_value, version, created_at, updated_at)
        values (gen_random_uuid(), ${plan?.id}, 'x', 'k', 'v', 9, ${LONG_AGO}, ${LONG_AGO}) returning *`,
    );
    expect(entry).toMatchObject({ version: 1 });
    for (const at of [
      made?.created_at,
      made?.updated_at,
      made?.next_claim_at,
      entry?.created_at,
      entry?.updated_at,
    ])
      expect(at.getTime()).toBeGreaterThanOrEqual(start);
  });
});

test('a direct session of the database’s owner, such as a seed, may set when a row was made', async () => {
  const id = crypto.randomUUID();
  await db.sql`insert into deep_work_tasks ${db.sql({ id, user_id: 'owner', title: 'Task', created_at: LONG_AGO })}`;
  const [row] = await db.sql`select t.created_at, l.created_at as logged_at from deep_work_tasks t
    join agent_execution_logs l on l.task_id = t.id where t.id = ${id}`;
  expect(row).toEqual({ created_at: new Date(LONG_AGO), logged_at: new Date(LONG_AGO) });
});

test('a key is revoked at the database’s time, and permanently', async () => {
  const start = Date.now() - 1;
  const [made] = await db.as(owner, (tx) => tx`select agent_create_api_key('Key') ->> 'id' as id`);
  const set = async (at: string | null) => {
    await db.as(owner, (tx) => tx`update agent_api_keys set revoked_at = ${at} where id = ${made?.id}`);
    const [row] = await db.sql`select revoked_at from agent_api_keys where id = ${made?.id}`;
    return row?.revoked_at;
  };
  expect(await set(null)).toBeNull();
  const revoked = await set(LONG_AGO);
  expect(revoked.getTime()).toBeGreaterThanOrEqual(start);
  expect(await set(null)).toEqual(revoked);
  expect(await set('2999-01-01')).toEqual(revoked);
});

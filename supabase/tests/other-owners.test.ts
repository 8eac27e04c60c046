/**
 * Another person learns nothing about an owner's ids: a call that names one returns the same as if it did not exist. Every function and
 * every insert runs twice: with the owner's data, and after their deletion.
 */
import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agentKey,
  anon,
  type Database,
  declareStep,
  type Identity,
  openDatabase,
  other,
} from './identities.ts';
import { entries, ids, inside, makeWorld, SECRET, subtasks } from './restricted-world.ts';
import { tryStatement, withRollback } from './rollback.ts';
import { readRoutines } from './routine-calls.ts';

let db: Database;
const strangers: [string, Identity][] = [
  ['another person', other],
  ['an agent of another person', agentKey('other', 'read', 'write', 'approve')],
  ['a caller without a token', anon],
];

beforeAll(async () => {
  db = await openDatabase();
  await makeWorld(db);
});
afterAll(() => db.end());

async function removeAll(tx: postgres.TransactionSql): Promise<void> {
  await tx`set local session_replication_role = replica`;
  for (const table of Object.keys(inside)) await tx.unsafe(`delete from public.${table}`);
  await tx`set local session_replication_role = origin`;
}

/** Inserts, and changes of the caller's own rows, that name rows of the owner. */
function namingStatements(): string[] {
  const step = JSON.stringify({ steps: [declareStep(1)] });
  return [
    `insert into deep_work_subtasks (task_id, title) values ('${ids.task}', 'x')`,
    `insert into agent_execution_plans (task_id, plan_type, plan_json) values ('${ids.task}', 'x', '${step}')`,
    `insert into agent_execution_plans (task_id, plan_type, plan_json, parent_plan_id, parent_step_number)
      select id, 'x', '${step}', '${ids.plan}', 1 from deep_work_tasks`,
    `insert into agent_execution_logs (action_type, task_id) values ('note', '${ids.task}')`,
    `insert into agent_execution_logs (action_type, plan_id) values ('note', '${ids.plan}')`,
    `insert into agent_context_memory (task_id, context_type, context_key, context_value) values ('${ids.task}', 'research', 'finding', 'v')`,
    `insert into agent_context_memory (plan_id, context_type, context_key, context_value) values ('${ids.plan}', 'research', 'finding', 'v')`,
    `insert into agent_context_memory (context_type, context_key, context_value) values ('research', 'finding', 'v')`,
    `insert into agent_api_keys (name, prefix, key_hash, task_id) values ('n', 'p', 'h', '${ids.task}')`,
    `insert into agent_api_keys (name, prefix, key_hash, plan_id) values ('n', 'p', 'h', '${ids.plan}')`,
    `insert into agent_automation_rules (match_kind, template_id) values ('default', '${ids.template}')`,
    `insert into agent_plan_templates (name, plan_type, steps) values ('${SECRET}', 't', '[{"step": 1, "action": "a", "description": "d"}]')`,
    `insert into agent_saved_views (name, query) values ('${SECRET}', '')`,
    `insert into agent_context_retention (context_type, keep_days) values ('${SECRET}', 1)`,
    `update deep_work_subtasks set task_id = '${ids.task}'`,
    `update deep_work_tasks set user_id = 'owner'`,
    ...[subtasks.inside, 'absent'].map(
      (id) => `insert into agent_execution_logs (plan_id, step_number, action_type, entity_id)
        select id, 1, 'create_subtask', '${id}' from agent_execution_plans`,
    ),
    ...Object.values(entries).map((id) => `delete from agent_context_memory where id = '${id}'`),
  ];
}

test.each(strangers)(
  '%s gets the same results when the owner has no data',
  { timeout: 120_000 },
  async (_who, stranger) => {
    const routines = await readRoutines(db);
    await withRollback(db, async (tx) => {
      const before = new Map<string, unknown>();
      const statements = namingStatements();
      for (const { isRead, calls } of routines)
        for (const call of calls) {
          const outcome = await tryStatement(tx, stranger, `select to_jsonb(r) as result from ${call} r`);
          if (!call.includes(SECRET)) expect(JSON.stringify(outcome), call).not.toContain(SECRET);
          before.set(call, isRead ? outcome : outcome.refusal);
        }
      for (const statement of statements)
        before.set(statement, (await tryStatement(tx, stranger, statement)).refusal);
      await removeAll(tx);
      for (const { isRead, calls } of routines)
        for (const call of calls) {
          const outcome = await tryStatement(tx, stranger, `select to_jsonb(r) as result from ${call} r`);
          expect([call, isRead ? outcome : outcome.refusal]).toEqual([call, before.get(call)]);
        }
      for (const statement of statements)
        expect([statement, (await tryStatement(tx, stranger, statement)).refusal]).toEqual([
          statement,
          before.get(statement),
        ]);
    });
  },
);

// docs/decisions/0018-ids-and-seq.md: here a caller who chooses an id learns whether it is in use.
test('lets callers choose five unique keys across owners; the database generates unguessable values', async () => {
  const keys = await db.sql`
    select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
    where i.indisunique and t.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and t.relkind = 'r'
      and not exists (
        select from pg_attribute a where a.attrelid = t.oid and a.attnum = any (i.indkey)
          and (a.attname = 'user_id' or not has_column_privilege('authenticated', t.oid, a.attnum, 'insert')))
      -- No caller inserts steps or versions, and an entry's id follows from its name.
      and t.relname not in ('agent_execution_steps', 'agent_plan_versions', 'agent_context_memory')
    order by 1`;
  expect(keys.map((row) => row.name)).toEqual([
    'agent_api_keys_key_hash_key',
    'agent_execution_logs_pkey',
    'agent_execution_plans_pkey',
    'deep_work_subtasks_pkey',
    'deep_work_tasks_pkey',
  ]);
  const made = await db.as(
    other,
    (tx) =>
      tx<
        { id: string }[]
      >`insert into deep_work_tasks (title) select 'Task' from generate_series(1, 500) returning id`,
  );
  const random = made.map(({ id }) => /^deep-\d{13}-([0-9a-f]{12})$/.exec(id)?.[1]);
  expect(random).not.toContain(undefined);
  expect(new Set(random).size).toBe(500);
});

/**
 * A key for one task or one plan can neither read nor write anything else. Every table is read, and every function is called with arguments
 * from inside and outside. This is done twice: with the rest of the owner's data, and after its deletion. Different results would reveal
 * what the key may not see.
 */
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, declareStep, openDatabase } from './identities.ts';
import { ids, inside, type Kind, makeWorld, restricted, SECRET, subtasks } from './restricted-world.ts';
import { setIdentity, tryStatement, withRollback as withRollbackOn } from './rollback.ts';
import { readRoutines } from './routine-calls.ts';

let db: Database;
const withRollback = (work: (tx: postgres.TransactionSql) => Promise<void>) => withRollbackOn(db, work);

async function fingerprint(tx: postgres.TransactionSql, kind: Kind): Promise<postgres.Row | undefined> {
  const parts = Object.entries(inside).map(([table, rule]) => {
    const whole = kind === 'plan' && table === 'deep_work_tasks' ? 'false' : rule(kind);
    return `(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from public.${table} t where (${whole}) is not true) as ${table}`;
  });
  const [row] = await tx.unsafe(`select ${parts.join()}`);
  return row;
}

/** Deletes everything outside, without the triggers that would refuse it. */
async function removeOutside(tx: postgres.TransactionSql, kind: Kind): Promise<void> {
  await tx`set local session_replication_role = replica`;
  const tables = Object.keys(inside);
  // Tables whose policies look up other tables come first.
  for (const table of tables.toReversed())
    await tx.unsafe(`delete from public.${table} where (${inside[table]?.(kind)}) is not true`);
  await tx`set local session_replication_role = origin`;
}

beforeAll(async () => {
  db = await openDatabase();
  await makeWorld(db);
});

afterAll(() => db.end());

describe.each<Kind>(['task', 'plan'])('a key for one %s', (kind) => {
  test('sees exactly the rows inside, in every table', async () => {
    const tables = await db.sql<
      { name: string }[]
    >`select tablename as name from pg_tables where schemaname = 'public'`;
    expect(tables.map(({ name }) => name).sort()).toEqual(Object.keys(inside).sort());
    for (const [table, rule] of Object.entries(inside)) {
      const of = (tx: postgres.TransactionSql | postgres.Sql, where: string) =>
        tx.unsafe(`select count(*)::int from public.${table} where ${where}`);
      const seen = await db.as(restricted(kind), (tx) => of(tx, 'true'));
      expect([table, seen]).toEqual([table, await of(db.sql, rule(kind))]);
      expect([table, await db.as(restricted(kind), (tx) => of(tx, `(${rule(kind)}) is not true`))]).toEqual([
        table,
        [{ count: 0 }],
      ]);
      const [outside] = await of(db.sql, `(${rule(kind)}) is not true`);
      expect(outside?.count, table).toBeGreaterThan(0);
    }
  });

  test('changes and deletes no row outside, in any table', async () => {
    await withRollback(async (tx) => {
      const before = await fingerprint(tx, kind);
      const same = async () => expect(await fingerprint(tx, kind)).toEqual(before);
      const columns = await tx<{ table: string; column: string }[]>`
        select table_name as table, column_name as column from information_schema.columns
        where table_schema = 'public' and is_updatable = 'YES' and is_generated = 'NEVER'`;
      for (const { table, column } of columns)
        await tryStatement(tx, restricted(kind), `update public.${table} set ${column} = ${column}`, same);
      for (const table of Object.keys(inside))
        await tryStatement(tx, restricted(kind), `delete from public.${table}`, same);
    });
  });

  test('inserts no row outside', async () => {
    const step = JSON.stringify({ steps: [declareStep(1)] });
    const plans = kind === 'task' ? [ids.stranger] : [ids.stranger, ids.sibling];
    const attempts = [
      `deep_work_tasks (title) values ('Another')`,
      `deep_work_subtasks (task_id, title) values ('${ids.elsewhere}', 'x')`,
      `agent_execution_plans (task_id, plan_type, plan_json) values ('${ids.elsewhere}', 'x', '${step}')`,
      `agent_execution_logs (action_type) values ('note')`,
      `agent_execution_logs (action_type, task_id) values ('note', '${ids.elsewhere}')`,
      ...plans.map((id) => `agent_execution_logs (action_type, plan_id) values ('note', '${id}')`),
      `agent_context_memory (context_type, context_key, context_value) values ('t', 'k', 'v')`,
      `agent_context_memory (task_id, context_type, context_key, context_value) values ('${ids.elsewhere}', 't', 'k', 'v')`,
      ...plans.map(
        (id) =>
          `agent_context_memory (plan_id, context_type, context_key, context_value) values ('${id}', 't', 'k', 'v')`,
      ),
      `agent_context_retention (context_type, keep_days) values ('t', 1)`,
      `agent_saved_views (name, query) values ('n', '')`,
      `agent_plan_templates (name, plan_type, steps) values ('n', 't', '[{"step": 1, "action": "a", "description": "d"}]')`,
      `agent_automation_rules (match_kind) values ('default')`,
      `agent_automation_runs (rule_id, user_id, task_id) values ('${ids.rule}', 'owner', '${ids.task}')`,
      `agent_api_keys (name, prefix, key_hash) values ('n', 'p', 'h')`,
      ...(kind === 'plan'
        ? [
            `deep_work_subtasks (task_id, title) values ('${ids.task}', 'x')`,
            `agent_execution_plans (task_id, plan_type, plan_json) values ('${ids.task}', 'x', '${step}')`,
            `agent_execution_logs (action_type, task_id) values ('note', '${ids.task}')`,
            `agent_context_memory (task_id, context_type, context_key, context_value) values ('${ids.task}', 't', 'k', 'v')`,
          ]
        : []),
    ];
    await withRollback(async (tx) => {
      for (const attempt of attempts) {
        const { refusal } = await tryStatement(tx, restricted(kind), `insert into public.${attempt}`);
        expect(['42501', 'AE403', 'AE404'], attempt).toContain(refusal);
      }
    });
  });

  test('reads and writes nothing outside with any function', { timeout: 120_000 }, async () => {
    const routines = await readRoutines(db);
    expect(routines.length).toBeGreaterThan(40);
    await withRollback(async (tx) => {
      const before = await fingerprint(tx, kind);
      const first = new Map<string, unknown>();
      let withResult = 0;
      for (const { isRead, calls } of routines)
        for (const call of calls) {
          const look = isRead
            ? undefined
            : async () => expect(await fingerprint(tx, kind), call).toEqual(before);
          const outcome = await tryStatement(
            tx,
            restricted(kind),
            `select to_jsonb(r) as result from ${call} r`,
            look,
          );
          if (outcome.result) withResult++;
          // Results repeat the arguments. What a function looked up must not come from outside.
          if (!call.includes(SECRET)) expect(JSON.stringify(outcome), call).not.toContain(SECRET);
          first.set(call, isRead ? outcome : outcome.refusal);
        }
      expect(withResult).toBeGreaterThan(50);
      await removeOutside(tx, kind);
      for (const { isRead, calls } of routines)
        for (const call of calls) {
          const outcome = await tryStatement(
            tx,
            restricted(kind),
            `select to_jsonb(r) as result from ${call} r`,
          );
          expect([call, isRead ? outcome : outcome.refusal]).toEqual([call, first.get(call)]);
        }
    });
  });

  test('links its steps to no subtask that it does not see', async () => {
    await withRollback(async (tx) => {
      const [mine] = await tx<{ id: string }[]>`
        insert into deep_work_subtasks (task_id, title) values (${ids.task}, 'Of the sibling') returning id`;
      await tx`insert into agent_execution_logs ${tx({
        plan_id: ids.sibling,
        step_number: 1,
        action_type: 'create_subtask',
        entity_id: mine?.id ?? '',
      })}`;
      const named = [mine?.id, subtasks.outside, 'absent'];
      const link = (id = '') => [
        `select agent_add_log('create_subtask', '${ids.plan}', step_number => 1, entity_id => '${id}')`,
        `insert into agent_execution_logs (plan_id, step_number, action_type, entity_id) values ('${ids.plan}', 1, 'create_subtask', '${id}')`,
        `select agent_add_logs('[{"plan_id": "${ids.plan}", "step_number": 1, "action_type": "create_subtask", "entity_id": "${id}"}]')`,
        `select agent_ingest_logs('[{"plan_id": "${ids.plan}", "step_number": 1, "action_type": "create_subtask", "entity_id": "${id}"}]')`,
      ];
      for (const id of named)
        for (const statement of link(id)) {
          const { refusal } = await tryStatement(tx, restricted(kind), statement);
          const isSeen = kind === 'task' && id === mine?.id;
          expect([statement, refusal]).toEqual([statement, isSeen ? undefined : 'AE404']);
        }
      await setIdentity(tx, restricted(kind));
      await tx`select agent_add_log('create_subtask', ${ids.plan}, step_number => 1)`;
      await tx`select agent_move_step(${ids.plan}, 1, 'complete_step')`;
      await setIdentity(tx);
      const [step] =
        await tx`select status from agent_execution_steps where plan_id = ${ids.sibling} and step_number = 1`;
      expect(step?.status).toBe('pending');
    });
  });

  test('moves the parent step of its plan, although that is in a plan it does not see', async () => {
    await withRollback(async (tx) => {
      const key = restricted(kind);
      await tx`update agent_execution_plans set parent_plan_id = ${ids.stranger}, parent_step_number = 1 where id = ${ids.plan}`;
      await setIdentity(tx, key);
      await tx`select agent_move_step(${ids.plan}, 1, 'start_step')`;
      const [plan] = await tx`select agent_get_plan(${ids.plan}) as result`;
      expect(plan?.result).toMatchObject({ status: 'in_progress', parent: null });
      await setIdentity(tx);
      const [step] =
        await tx`select status from agent_execution_steps where plan_id = ${ids.stranger} and step_number = 1`;
      expect(step?.status).toBe('in_progress');
    });
  });
});

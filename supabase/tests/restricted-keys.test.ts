/**
 * A key for one task or one plan: whatever it calls, it neither reads nor writes anything else. Asked of every table and of every
 * function with arguments of inside and outside, twice: with the rest of the owner's data there, and with it gone. An answer
 * that is not the same both times would tell of what the key may not see.
 */
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, declareStep, type Identity, openDatabase } from './identities.ts';
import { readRoutines } from './reaching-calls.ts';
import { ids, inside, type Kind, makeWorld, restricted, SECRET } from './restricted-world.ts';

let db: Database;

async function become(tx: postgres.TransactionSql, identity?: Identity): Promise<void> {
  await tx`select set_config('request.jwt.claims', ${identity ? JSON.stringify(identity.claims) : ''}, true),
    set_config('role', ${identity?.role ?? 'none'}, true)`;
}

class Undo extends Error {}

const unlessUndone = (error: unknown) => {
  if (!(error instanceof Undo)) throw error;
};

/** Works as the superuser in a transaction of which nothing stays. */
const undone = (work: (tx: postgres.TransactionSql) => Promise<void>) =>
  db.sql
    .begin(async (tx) => {
      await work(tx);
      throw new Undo();
    })
    .catch(unlessUndone);

/** What a statement answers to the key, or the code of its refusal; `look` sees what it left behind, then it is undone. */
async function ask(
  tx: postgres.TransactionSql,
  identity: Identity,
  statement: string,
  look: () => Promise<void> = async () => {},
): Promise<{ answer?: unknown; refusal?: string }> {
  let outcome = {};
  await tx
    .savepoint(async (sp) => {
      await become(sp, identity);
      try {
        outcome = { answer: await sp.savepoint((inner) => inner.unsafe(statement)) };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error;
        outcome = { refusal: error.code };
      }
      await become(sp);
      await look();
      throw new Undo();
    })
    .catch(unlessUndone);
  return outcome;
}

async function fingerprint(tx: postgres.TransactionSql, kind: Kind): Promise<postgres.Row | undefined> {
  const parts = Object.entries(inside).map(([table, rule]) => {
    const whole = kind === 'plan' && table === 'deep_work_tasks' ? 'false' : rule(kind);
    return `(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from public.${table} t where (${whole}) is not true) as ${table}`;
  });
  const [row] = await tx.unsafe(`select ${parts.join()}`);
  return row;
}

/** Everything outside is gone, without the triggers that would refuse it. */
async function removeOutside(tx: postgres.TransactionSql, kind: Kind): Promise<void> {
  await tx`set local session_replication_role = replica`;
  const tables = Object.keys(inside);
  // Those that ask others which rows are inside go first.
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
  test('sees of every table exactly what is inside', async () => {
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

  test('changes and deletes nothing of any table that is outside', async () => {
    await undone(async (tx) => {
      const before = await fingerprint(tx, kind);
      const same = async () => expect(await fingerprint(tx, kind)).toEqual(before);
      const columns = await tx<{ table: string; column: string }[]>`
        select table_name as table, column_name as column from information_schema.columns
        where table_schema = 'public' and is_updatable = 'YES' and is_generated = 'NEVER'`;
      for (const { table, column } of columns)
        await ask(tx, restricted(kind), `update public.${table} set ${column} = ${column}`, same);
      for (const table of Object.keys(inside))
        await ask(tx, restricted(kind), `delete from public.${table}`, same);
    });
  });

  test('adds nothing that is outside', async () => {
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
    await undone(async (tx) => {
      for (const attempt of attempts) {
        const { refusal } = await ask(tx, restricted(kind), `insert into public.${attempt}`);
        expect(['42501', 'AE403', 'AE404'], attempt).toContain(refusal);
      }
    });
  });

  test('learns and writes nothing of outside with any function', { timeout: 120_000 }, async () => {
    const routines = await readRoutines(db);
    expect(routines.length).toBeGreaterThan(40);
    await undone(async (tx) => {
      const before = await fingerprint(tx, kind);
      const first = new Map<string, unknown>();
      let answered = 0;
      for (const { isRead, calls } of routines)
        for (const call of calls) {
          const look = isRead
            ? undefined
            : async () => expect(await fingerprint(tx, kind), call).toEqual(before);
          const outcome = await ask(
            tx,
            restricted(kind),
            `select to_jsonb(r) as answer from ${call} r`,
            look,
          );
          if (outcome.answer) answered++;
          // What was asked for comes back in answers; what was found must not be of outside.
          if (!call.includes(SECRET)) expect(JSON.stringify(outcome), call).not.toContain(SECRET);
          first.set(call, isRead ? outcome : outcome.refusal);
        }
      expect(answered).toBeGreaterThan(50);
      await removeOutside(tx, kind);
      for (const { isRead, calls } of routines)
        for (const call of calls) {
          const outcome = await ask(tx, restricted(kind), `select to_jsonb(r) as answer from ${call} r`);
          expect([call, isRead ? outcome : outcome.refusal]).toEqual([call, first.get(call)]);
        }
    });
  });

  test('moves the step that its plan was made for, though that is of a plan it does not see', async () => {
    await undone(async (tx) => {
      const key = restricted(kind);
      await tx`update agent_execution_plans set parent_plan_id = ${ids.stranger}, parent_step_number = 1 where id = ${ids.plan}`;
      await become(tx, key);
      await tx`select agent_move_step(${ids.plan}, 1, 'start_step')`;
      const [plan] = await tx`select agent_get_plan(${ids.plan}) as answer`;
      expect(plan?.answer).toMatchObject({ status: 'in_progress', parent: null });
      await become(tx);
      const [step] =
        await tx`select status from agent_execution_steps where plan_id = ${ids.stranger} and step_number = 1`;
      expect(step?.status).toBe('in_progress');
    });
  });
});

/**
 * A key for one task or one plan: whatever it calls, it neither reads nor writes anything else. Asked of every table and of every
 * function with arguments of inside and outside, twice: with the rest of the owner's data there, and with it gone. An answer
 * that is not the same both times would tell of what the key may not see.
 */
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, type Identity, openDatabase, owner } from './identities.ts';

/** A word of everything that is outside for both keys. */
const SECRET = 'zebrafish';

let db: Database;
/** `task` has `plan` and `sibling`; `elsewhere` is another task of the same owner, with `stranger`, as are `template` and `rule`. */
const ids = {
  task: 'inside',
  elsewhere: `elsewhere-${SECRET}`,
  plan: '',
  sibling: '',
  stranger: '',
  template: '',
  rule: '',
};
const entries = { plan: '', sibling: '', task: '', stranger: '', nowhere: '' };
const subtasks = { inside: '', outside: '' };

type Kind = 'task' | 'plan';
const restricted = (kind: Kind, ...scopes: string[]): Identity => {
  const key = agentKey('owner', ...(scopes.length > 0 ? scopes : ['read', 'write', 'approve']));
  return {
    ...key,
    claims: { ...key.claims, ...(kind === 'task' ? { task_id: ids.task } : { plan_id: ids.plan }) },
  };
};

const entriesOf = (kind: Kind) =>
  (kind === 'task' ? [entries.plan, entries.sibling, entries.task] : [entries.plan])
    .map((id) => `'${id}'`)
    .join();

/** For each table, which rows a key may see; a new table needs a line here, and a policy that keeps it. */
const plansOf = (kind: Kind) =>
  (kind === 'task' ? [ids.plan, ids.sibling] : [ids.plan]).map((id) => `'${id}'`).join();
const inside: Record<string, (kind: Kind) => string> = {
  deep_work_tasks: () => `id = '${ids.task}'`,
  deep_work_subtasks: (kind) => (kind === 'task' ? `task_id = '${ids.task}'` : 'false'),
  // A key for a task may have made more plans.
  agent_execution_plans: (kind) => (kind === 'task' ? `task_id = '${ids.task}'` : `id in (${plansOf(kind)})`),
  agent_execution_steps: (kind) => `plan_id in (${ofPlans(kind)})`,
  agent_plan_versions: (kind) => `plan_id in (${ofPlans(kind)})`,
  agent_execution_logs: (kind) =>
    `plan_id in (${ofPlans(kind)})${kind === 'task' ? ` or task_id = '${ids.task}'` : ''}`,
  agent_context_memory: (kind) =>
    kind === 'task' ? `task_id = '${ids.task}'` : `plan_id in (${plansOf(kind)})`,
  // A read for no plan in particular is about its entry, also once that is deleted.
  agent_context_uses: (kind) =>
    `plan_id in (${ofPlans(kind)}) or plan_id is null and entry_id in (${entriesOf(kind)})`,
  agent_context_vectors: (kind) =>
    `entry_id in (select id from public.agent_context_memory where ${inside.agent_context_memory?.(kind)})`,
  agent_context_retention: () => 'false',
  agent_saved_views: () => 'false',
  agent_plan_templates: () => 'false',
  agent_plan_template_versions: () => 'false',
  agent_automation_rules: () => 'false',
  agent_automation_runs: () => 'false',
  agent_api_keys: () => 'false',
};
const ofPlans = (kind: Kind) =>
  kind === 'task'
    ? `select id from public.agent_execution_plans where task_id = '${ids.task}'`
    : plansOf(kind);

/** Values by the name of the argument: those that reach for something come from inside and outside. */
function valuesOf(name: string): string[] {
  const plans = [ids.plan, ids.sibling, ids.stranger];
  const all = Object.values(entries);
  const values: Record<string, string[]> = {
    task_id: ['null', `'${ids.task}'`, `'${ids.elsewhere}'`],
    plan_id: ['null', ...plans.map((id) => `'${id}'`)],
    parent_plan_id: ['null', `'${ids.plan}'`, `'${ids.stranger}'`],
    parent_step_number: ['null', '1'],
    plan_ids: [`array['${plans.join("','")}']`],
    template_id: [`'${ids.template}'`],
    rule_id: ['null', `'${ids.rule}'`],
    rule_ids: [`array['${ids.rule}']::uuid[]`],
    entry_id: all.map((id) => `'${id}'`),
    entry_ids: [`array['${all.join("','")}']`],
    subtask_id: ['null', `'${subtasks.inside}'`, `'${subtasks.outside}'`],
    query: [`'${SECRET}'`, "'zebrafsh'", "'shared finding'", "''"],
    search: ['null', `'${SECRET}'`],
    action_type: ["'note'", "'complete_step'"],
    logs: plans
      .map((id) => `'[{"plan_id": "${id}", "action_type": "note"}]'`)
      .concat(`'[{"task_id": "${ids.elsewhere}", "action_type": "note"}]'`, `'[{"action_type": "note"}]'`),
    entries: [
      ...plans.map((id) => `{"plan_id": "${id}"`),
      `{"task_id": "${ids.elsewhere}"`,
      '{"task_id": null',
    ].map((start) => `'[${start}, "context_type": "t", "context_key": "k", "context_value": "v"}]'`),
    task: [`'{"title": "Another"}'`],
    changes: [`'{"title": "Changed"}'`, `'{"description": "Changed"}'`],
    steps: [`'[{"step": 1, "action": "a", "description": "d"}]'`],
    step: [`'{"action": "a", "description": "d"}'`],
    step_order: ["'{3,2}'"],
    step_number: ['1', '2'],
    plan_type: ["'research'"],
    title: ["'Another'"],
    name: ["'Mine'"],
    context_type: ["'research'"],
    context_key: ["'finding'"],
    context_value: ["'value'"],
    via: ["'get'"],
    model: ["'model'"],
    start_date: ["'2000-01-01'"],
    end_date: ["'2100-01-01'"],
    grouping: ["'week'"],
    time_zone: ["'UTC'"],
    after_seq: ['0'],
    up_to_seq: ['9999999'],
    seq: ['9999999'],
    version: ['1'],
    from_version: ['1'],
    error_message: ["'no'"],
    step_statuses: ["'{pending}'"],
    status: ["'cancelled'"],
    key: ["'aes_'"],
    reason: ["'why'"],
    if_seq: ['null', '0'],
    lease_token: ['1'],
    document: ["'{}'"],
    call: ["'agent_get_plan'", "'agent_add_log'"],
    arguments: plans.map((id) => `'{"plan_id": "${id}", "action_type": "note"}'`),
  };
  const found = values[name];
  if (!found) throw new Error(`There are no values for the argument ${name}: add some that reach outside.`);
  return found;
}

interface Routine {
  name: string;
  isRead: boolean;
  calls: string[];
}

/** Optional arguments that reach for something are given as well, all others left out. */
const REACHING = [
  'task_id',
  'plan_id',
  'parent_plan_id',
  'parent_step_number',
  'plan_ids',
  'entry_id',
  'entry_ids',
  'subtask_id',
  'query',
  'search',
  'if_seq',
];

async function readRoutines(): Promise<Routine[]> {
  const rows = await db.sql<
    { name: string; volatility: string; names: string[] | null; types: string[]; required: number }[]
  >`select p.proname as name, p.provolatile as volatility, p.proargnames as names, p.pronargs - p.pronargdefaults as required,
      array(select format_type(t, null) from unnest(p.proargtypes) t) as types
    from pg_proc p where p.pronamespace = 'public'::regnamespace and has_function_privilege('authenticated', p.oid, 'execute')`;
  return rows.map(({ name, volatility, names, types, required }) => {
    let calls: string[][] = [[]];
    types.forEach((type, place) => {
      const argument = names?.[place] ?? '';
      // A list of statuses is not the status to set.
      if (
        place >= required &&
        (!REACHING.includes(argument) || type.endsWith('[]') !== argument.endsWith('s'))
      )
        return;
      calls = calls.flatMap((call) =>
        valuesOf(argument).map((value) => [...call, `${argument} => ${value}::${type}`]),
      );
    });
    return {
      name,
      isRead: volatility !== 'v',
      calls: calls.map((call) => `public.${name}(${call.join(', ')})`),
    };
  });
}

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
  const { sql } = db;
  await sql`insert into deep_work_tasks (id, user_id, title, description)
    values (${ids.task}, 'owner', 'Shared title', 'Inside'), (${ids.elsewhere}, 'owner', ${SECRET}, ${SECRET})`;
  const steps = (text: string) =>
    [1, 2, 3].map((n) => declareStep(n, { description: text, requires_approval: n === 3 }));
  ids.plan = await db.makePlan('owner', ids.task, steps('inside'));
  ids.sibling = await db.makePlan('owner', ids.task, steps('sibling'));
  ids.stranger = await db.makePlan('owner', ids.elsewhere, steps(SECRET));
  await db.as(owner, async (tx) => {
    const set = async (place: { plan_id?: string; task_id?: string }, text: string) => {
      const [row] = await tx<{ entry: { id: string } }[]>`
        select agent_set_context('research', 'finding', ${`shared finding ${text}`},
          plan_id => ${place.plan_id ?? null}, task_id => ${place.task_id ?? null}) as entry`;
      return row?.entry.id ?? '';
    };
    entries.plan = await set({ plan_id: ids.plan }, 'inside');
    entries.sibling = await set({ plan_id: ids.sibling }, 'sibling');
    entries.task = await set({ task_id: ids.task }, 'task');
    entries.stranger = await set({ plan_id: ids.stranger }, SECRET);
    entries.nowhere = await set({}, SECRET);
    await tx`insert into agent_execution_logs ${tx([
      { plan_id: ids.plan, task_id: null, action_type: 'note', description: 'inside' },
      { plan_id: null, task_id: ids.task, action_type: 'note', description: 'task' },
      { plan_id: ids.stranger, task_id: null, action_type: 'note', description: SECRET },
      { plan_id: null, task_id: null, action_type: 'note', description: SECRET },
    ])}`;
    await tx`insert into agent_context_retention (context_type, keep_days) values (${SECRET}, 3)`;
    await tx`insert into agent_saved_views (name, query) values (${SECRET}, '')`;
    await tx`select agent_create_api_key(${SECRET})`;
    const [template] = await tx<{ id: string }[]>`insert into agent_plan_templates (name, plan_type, steps)
      values (${SECRET}, ${SECRET}, ${tx.json([declareStep(1)])}) returning id`;
    ids.template = template?.id ?? '';
    const [rule] = await tx<
      { id: string }[]
    >`insert into agent_automation_rules (match_kind, match_value, template_id)
      values ('category', ${SECRET}, ${ids.template}) returning id`;
    ids.rule = rule?.id ?? '';
  });
  const makeSubtask = async (task: string, title: string) => {
    const [row] = await sql<
      { id: string }[]
    >`insert into deep_work_subtasks (task_id, title) values (${task}, ${title}) returning id`;
    return row?.id ?? '';
  };
  subtasks.inside = await makeSubtask(ids.task, 'Part');
  subtasks.outside = await makeSubtask(ids.elsewhere, SECRET);
  await sql`insert into agent_context_uses (entry_id, user_id, plan_id, step_number, actor, via)
    select id, user_id, plan_id, 1, 'a', 'get' from agent_context_memory`;
  await sql`insert into agent_automation_runs (rule_id, user_id, task_id) values (${ids.rule}, 'owner', ${ids.elsewhere})`;
  await sql`insert into agent_context_vectors (entry_id, user_id, model, version, embedding)
    select id, user_id, 'model', 1, '{1}' from agent_context_memory`;
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
    const routines = await readRoutines();
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

/** The databases where the migrations must work: an empty one, a Supabase, and one that has its own tasks and subtasks. */
import { readdirSync, readFileSync } from 'node:fs';
import postgres from 'postgres';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { copyDatabase } from '../../tests/support/test-database.ts';
import { makeSupabase } from './supabase-shape.ts';

const folder = 'supabase/migrations';
const files = readdirSync(folder).sort();
const OWNER = '11111111-1111-4111-8111-111111111111';
const STRANGER = '22222222-2222-4222-8222-222222222222';
const steps = [
  { step: 1, action: 'search', description: 'Search literature', estimated_duration: 30 },
  { step: 2, action: 'write', description: 'Write it down' },
];
const open: postgres.Sql[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((sql) => sql.end()));
});

function connect(url: string, options: postgres.Options<Record<string, never>> = {}): postgres.Sql {
  const sql = postgres(url, { max: 1, onnotice: () => {}, ...options });
  open.push(sql);
  return sql;
}

async function emptyDatabase(): Promise<{ url: string; sql: postgres.Sql }> {
  const url = await copyDatabase(inject('adminUrl'), 'template0');
  return { url, sql: connect(url) };
}

/** Tables that allow updates of every column: triggers turn each update into an operation or refuse it. */
const GUARDED = [
  'agent_context_memory',
  'agent_execution_logs',
  'agent_execution_plans',
  'agent_execution_steps',
  'agent_plan_versions',
];

/** Applies each file in its own transaction, as the Supabase CLI does. */
async function migrate(sql: postgres.Sql): Promise<void> {
  for (const file of files) await sql.begin((tx) => tx.unsafe(readFileSync(`${folder}/${file}`, 'utf8')));
}

async function as<T>(
  sql: postgres.Sql,
  role: string,
  sub: string | null,
  work: (tx: postgres.TransactionSql) => Promise<T>,
): Promise<T> {
  const { value } = await sql.begin(async (tx) => {
    await tx`select set_config('request.jwt.claims', ${JSON.stringify(sub ? { sub, role } : { role })}, true), set_config('role', ${role}, true)`;
    return { value: await work(tx) };
  });
  return value;
}

/** Creates a plan, works through it and stores context under row level security. A stranger sees none of it. */
async function expectWholeFlow(sql: postgres.Sql, taskId: string, role = 'authenticated'): Promise<void> {
  const planId = await as(sql, role, OWNER, async (tx) => {
    const [plan] =
      await tx`select id from public.agent_create_plan(${taskId}, 'research', ${tx.json(steps)})`;
    await tx`select public.agent_move_step(${plan?.id}, 1, 'complete_step', result => '{"found": 3}')`;
    await tx`select public.agent_set_context('research', 'key', 'value', plan_id => ${plan?.id})`;
    await tx`select public.agent_add_log('complete_step', plan_id => ${plan?.id}, step_number => 2)`;
    const [after] = await tx`select status, user_id from public.agent_execution_plans where id = ${plan?.id}`;
    expect(after).toEqual({ status: 'completed', user_id: OWNER });
    const [proof] = await tx`select public.agent_verify_log(${plan?.id}) as log`;
    expect(proof?.log).toMatchObject({ is_valid: true, rows: 4 });
    return String(plan?.id);
  });
  expect(
    await as(
      sql,
      'authenticated',
      STRANGER,
      (tx) => tx`select from public.agent_execution_plans where id = ${planId}`,
    ),
  ).toHaveLength(0);
  for (const statement of [
    'update public.agent_execution_logs set description = $1',
    'delete from public.agent_execution_logs where description = $1',
  ]) {
    await expect(as(sql, role, OWNER, (tx) => tx.unsafe(statement, ['x']))).rejects.toMatchObject({
      code: 'AE403',
    });
  }
}

test('the migrations create everything in an empty database, roles included', async () => {
  const { sql } = await emptyDatabase();
  await migrate(sql);
  await sql`insert into public.deep_work_tasks (id, user_id, title) values ('deep-1', ${OWNER}, 'Task')`;
  await expectWholeFlow(sql, 'deep-1');
});

describe('a Supabase', () => {
  const supabase = async () => connect(await makeSupabase(inject('adminUrl')));

  test('accepts the migrations unchanged from an owner who is not a superuser', async () => {
    const sql = await supabase();
    await migrate(sql);
    await as(
      sql,
      'authenticated',
      OWNER,
      (tx) => tx`insert into public.deep_work_tasks (id, title) values ('deep-1', 'Task')`,
    );
    await expectWholeFlow(sql, 'deep-1');
    await expectWholeFlow(sql, 'deep-1', 'service_role');
  });

  test('keeps no default grants on the tables and functions of this schema', async () => {
    const sql = await supabase();
    await migrate(sql);
    const tables = await sql`
      select c.relname, a.privilege_type, a.grantee::regrole::text as role from pg_class c, aclexplode(c.relacl) a
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'S')
        and (a.grantee = 'anon'::regrole or (a.privilege_type in ('UPDATE', 'TRUNCATE', 'TRIGGER')
          and a.grantee <> c.relowner and c.relname not like 'deep_work_%'
          and not (a.privilege_type = 'UPDATE' and c.relname = any (${GUARDED}))))`;
    expect(tables).toEqual([]);
    const functions = await sql`
      select p.proname from pg_proc p
      where p.pronamespace = 'public'::regnamespace and has_function_privilege('anon', p.oid, 'execute')`;
    expect(functions.map((row) => row.proname)).toEqual([]);
  });

  test('lets its owner append to the log, but not rewrite it', async () => {
    const sql = await supabase();
    await migrate(sql);
    await sql`insert into public.deep_work_tasks (id, user_id, title) values ('deep-1', ${OWNER}, 'Task')`;
    await sql`select public.agent_create_plan('deep-1', 'research', ${sql.json(steps)})`;
    await expect(sql`update public.agent_execution_logs set description = 'x'`).rejects.toMatchObject({
      code: 'AE403',
    });
    await expect(sql`delete from public.agent_execution_logs`).rejects.toMatchObject({ code: 'AE403' });
    await expect(sql`truncate public.agent_execution_logs`).rejects.toMatchObject({ code: 'AE403' });
  });
});

describe.each([
  ['text', 'uuid default gen_random_uuid()', ''],
  ['uuid', 'bigint generated by default as identity', 'with row level security'],
])(
  'a database with tasks of its own, user_id %s, subtasks by %s, %s',
  (userIdType, subtaskIdType, security) => {
    const tasksBefore = `
    create table public.deep_work_tasks (
      id text primary key, user_id ${userIdType} not null, title text not null, status text not null default 'open',
      energy integer not null, tags text[] not null default '{}', owner_note text);
    create table public.deep_work_subtasks (
      id ${subtaskIdType} primary key, task_id text not null references public.deep_work_tasks (id) on delete cascade,
      title text not null, priority text not null, estimated_time text, completed boolean not null default false,
      position integer not null default 0);
    insert into public.deep_work_tasks (id, user_id, title, energy) values ('mine', '${OWNER}', 'My own task', 3), ('theirs', '${STRANGER}', 'Theirs', 1);
    insert into public.deep_work_subtasks (task_id, title, priority) values ('mine', 'There before', 'low');
    grant select, insert, update, delete on public.deep_work_tasks, public.deep_work_subtasks to authenticated, service_role;
    ${
      security &&
      `alter table public.deep_work_tasks enable row level security;
      create policy own on public.deep_work_tasks to authenticated
        using (user_id::text = current_setting('request.jwt.claims', true)::jsonb ->> 'sub');`
    }`;

    async function openOwnTables(): Promise<postgres.Sql> {
      const { sql } = await emptyDatabase();
      await sql.unsafe(tasksBefore);
      return sql;
    }

    /** Returns all objects of the two tables, without the triggers of this schema. */
    async function describeTables(sql: postgres.Sql): Promise<unknown> {
      return {
        columns:
          await sql`select table_name, column_name, data_type, is_nullable, column_default, ordinal_position from information_schema.columns
        where table_name like 'deep_work_%' order by 1, 6`,
        tables:
          await sql`select relname, relrowsecurity, relacl::text from pg_class where relname like 'deep_work_%' and relkind = 'r' order by 1`,
        policies: await sql`select * from pg_policies where tablename like 'deep_work_%' order by policyname`,
        triggers:
          await sql`select tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relname like 'deep_work_%' and not tgisinternal
          and tgname not like 'agent_execution_%'`,
        comments:
          await sql`select description from pg_description where objoid in (select oid from pg_class where relname like 'deep_work_%')`,
        rows: await sql`select (select jsonb_agg(t order by id) from public.deep_work_tasks t) as tasks, (select jsonb_agg(s) from public.deep_work_subtasks s) as subtasks`,
      };
    }

    test('keeps its tables exactly as they were', async () => {
      const sql = await openOwnTables();
      const before = await describeTables(sql);
      await migrate(sql);
      expect(await describeTables(sql)).toEqual(before);
    });

    test('has keys for one task only after its owner lets the schema read tasks', async () => {
      const sql = await openOwnTables();
      await migrate(sql);
      const make = () =>
        as(
          sql,
          'authenticated',
          OWNER,
          (tx) => tx`select public.agent_create_api_key('One', task_id => 'mine')`,
        );
      await expect(make()).rejects.toMatchObject({ code: 'AE409' });
      await sql`alter table public.deep_work_tasks enable row level security`;
      await sql`alter table public.deep_work_subtasks enable row level security`;
      await sql`select private.restrict_tasks()`;
      await (security ? make() : expect(make()).rejects.toMatchObject({ code: '42501' }));
    });

    test('has plans, logs and context for its tasks, and deletes them with the task', async () => {
      const sql = await openOwnTables();
      await migrate(sql);
      await expectWholeFlow(sql, 'mine');
      await expect(
        as(
          sql,
          'authenticated',
          OWNER,
          (tx) => tx`select public.agent_create_plan('theirs', 'research', ${tx.json(steps)})`,
        ),
      ).rejects.toMatchObject({ code: 'AE404' });
      await sql`delete from public.deep_work_tasks where id = 'mine'`;
      const [left] = await sql`
      select (select count(*)::int from public.agent_execution_plans) as plans, (select count(*)::int from public.agent_execution_steps) as steps,
        (select count(*)::int from public.agent_execution_logs) as logs, (select count(*)::int from public.agent_context_memory) as context`;
      expect(left).toEqual({ plans: 0, steps: 0, logs: 0, context: 0 });
    });

    test('has plans made for new tasks, and a rule that fails does not stop the task', async () => {
      const sql = await openOwnTables();
      await migrate(sql);
      await as(sql, 'authenticated', OWNER, async (tx) => {
        const [template] = await tx`
          insert into public.agent_plan_templates (name, plan_type, steps)
          values ('T', 'work', ${tx.json([{ step: 1, action: 'work', description: '{{title}} {{energy}} {{category|none}}' }])}) returning id`;
        await tx`insert into public.agent_automation_rules (match_kind, template_id) values ('default', ${template?.id})`;
      });
      await sql`insert into public.deep_work_tasks (id, user_id, title, energy) values ('new', ${OWNER}, 'New', 7), ('foreign', ${STRANGER}, 'No', 1)`;
      const made = await sql`select p.task_id, s.description from public.agent_execution_plans p
        join public.agent_execution_steps s on s.plan_id = p.id`;
      expect(made).toEqual([{ task_id: 'new', description: 'New 7 none' }]);
      await sql`delete from public.agent_plan_templates`;
      await sql`insert into public.deep_work_tasks (id, user_id, title, energy) values ('next', ${OWNER}, 'Next', 7)`;
      const [run] =
        await sql`select task_id, plan_id, error_message from public.agent_automation_runs order by id desc limit 1`;
      expect(run).toEqual({
        task_id: 'next',
        plan_id: null,
        error_message: 'The template of this rule was deleted.',
      });
    });

    test('gets subtasks from a plan, or an error that names the column that prevents it', async () => {
      const sql = await openOwnTables();
      await migrate(sql);
      const create = () =>
        as(sql, 'authenticated', OWNER, async (tx) => {
          const [plan] =
            await tx`select id from public.agent_create_plan('mine', 'subtask_breakdown', ${tx.json(steps)})`;
          return tx`select * from json_populate_recordset(null::public.deep_work_subtasks, public.agent_create_subtasks(${plan?.id}))`;
        });
      expect(await create()).toHaveLength(2);
      const [linked] = await sql`
      select count(*)::int as count from public.agent_execution_steps s join public.deep_work_subtasks b on b.id::text = s.subtask_id`;
      expect(linked?.count).toBe(2);
      const statuses = async () => {
        const rows = await sql`select s.status, b.completed from public.agent_execution_steps s
        join public.deep_work_subtasks b on b.id::text = s.subtask_id order by s.step_number`;
        return rows.map((row) => [row.status, row.completed]);
      };
      await as(
        sql,
        'authenticated',
        OWNER,
        (tx) => tx`update public.deep_work_subtasks set completed = true
      where title = ${steps[0]?.description ?? ''}`,
      );
      expect(await statuses()).toEqual([
        ['completed', true],
        ['pending', false],
      ]);
      await as(
        sql,
        'authenticated',
        OWNER,
        (tx) => tx`select public.agent_move_step(
      (select id from public.agent_execution_plans), 2, 'complete_step')`,
      );
      expect(await statuses()).toEqual([
        ['completed', true],
        ['completed', true],
      ]);

      await sql`alter table public.deep_work_subtasks add column colour text`;
      await sql`update public.deep_work_subtasks set colour = 'red'`;
      await sql`alter table public.deep_work_subtasks alter column colour set not null`;
      const before = await sql`select count(*) from public.agent_execution_logs`;
      await expect(create()).rejects.toMatchObject({ code: '23502', column_name: 'colour' });
      expect(await sql`select count(*) from public.agent_execution_logs`).toEqual(before);
    });
  },
);

/** Moves a person's data to another instance: the second export equals the first, except for ids and hashes. */
import { createClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { withExactNumbers } from '@/lib/agent-execution/exact-json';
import { importEverything, stageImport } from '@/lib/agent-execution/import-data';
import { env } from '@/lib/env';
import { createEmbeddedApi, type EmbeddedApi } from '@/lib/supabase/embedded/api';
import { makeSettings, makeWork, seedAccount } from '@/supabase/tests/account-data';
import { agentKey, type Identity, type Transaction } from '@/supabase/tests/identities';
import { copyDatabase } from '@/tests/support/test-database';
import { type ExportedRow, exportAccountData } from './account-data';

interface Instance {
  url: string;
  sql: postgres.Sql;
  api: EmbeddedApi;
  client: AgentExecutionClient;
  user: string;
}

const instances: Instance[] = [];

async function openInstance(): Promise<Instance> {
  const url = await copyDatabase(inject('adminUrl'), 'migrated');
  const api = createEmbeddedApi({ ...env(), databaseUrl: url });
  const client = createClient<Database>(env().supabaseUrl, env().publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    // Otherwise a number such as 1.10 would be exported as a double, and its chain would be invalid.
    global: { fetch: withExactNumbers(api.fetch) },
  });
  const { data } = await client.auth.signUp({ email: 'owner@example.com', password: crypto.randomUUID() });
  const sql = postgres(url, { max: 4, onnotice: () => {} });
  const instance = { url, sql, api, client, user: data.user?.id ?? '' };
  instances.push(instance);
  return instance;
}

const runAs =
  ({ sql }: Instance) =>
  (identity: Identity, speak: (tx: Transaction) => Promise<unknown>) =>
    sql.begin(async (tx) => {
      await tx`select set_config('request.jwt.claims', ${JSON.stringify(identity.claims)}, true),
        set_config('role', ${identity.role}, true)`;
      await speak(tx);
    });

// biome-ignore lint/suspicious/noExplicitAny: rows of every table
type Row = any;

async function exportOf({ client }: Instance): Promise<{ table: string; row: Row }[]> {
  const rows: ExportedRow[] = [];
  for await (const row of exportAccountData(client)) rows.push(row);
  return rows;
}

async function importInto({ client }: Instance, rows: ExportedRow[]): Promise<Record<string, number>> {
  const id = crypto.randomUUID();
  for (let at = 0; at < rows.length; at += 40) await stageImport(client, id, rows.slice(at, at + 40));
  return importEverything(client, id, rows.length);
}

/** Returns an export with names in place of ids and numbers, and without hashes: both instances must return the same. */
function meaningOf(rows: { table: string; row: Row }[]): string[] {
  const names = new Map<string, string>();
  const of = (table: string) => rows.filter((each) => each.table === table).map(({ row }) => row);
  const nameOf = (id: string | null) => names.get(id ?? '') ?? String(id);
  for (const row of of('deep_work_tasks')) names.set(row.id, `task ${row.title} ${row.created_at}`);
  for (const row of of('deep_work_subtasks'))
    names.set(row.id, `subtask ${row.title} ${nameOf(row.task_id)}`);
  for (const row of of('agent_execution_plans'))
    names.set(row.id, `plan ${row.plan_type} ${row.created_at} ${nameOf(row.task_id)}`);
  for (const row of of('agent_plan_templates')) names.set(row.id, `template ${row.name}`);
  for (const row of of('agent_automation_rules')) names.set(row.id, `rule ${row.place}`);
  for (const row of of('agent_context_memory'))
    names.set(row.id, `entry ${row.context_type}/${row.context_key} ${nameOf(row.plan_id ?? row.task_id)}`);
  const logs = of('agent_execution_logs').filter(({ action_type }) => !action_type.startsWith('import_'));
  const places = new Map(logs.map(({ seq }, place) => [seq, place]));
  const seals = new Set(['hash', 'prev_hash', 'last_hash', 'last_seq', 'user_id']);
  const ownIds = new Set(['agent_execution_logs', 'agent_saved_views', 'agent_automation_runs']);
  const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  return rows
    .filter(({ table, row }) => table !== 'agent_execution_logs' || places.has(row.seq))
    .map(({ table, row }) => {
      const fields = Object.entries(row)
        .filter(([name]) => !seals.has(name) && !(name === 'id' && ownIds.has(table)))
        .map(([name, value]) => [
          name,
          name === 'seq' || name === 'approved_seq' ? (places.get(value as number) ?? value) : value, // they are numbers
        ])
        .sort();
      let text = `${table} ${JSON.stringify(fields)}`;
      for (const [id, name] of names) text = text.replaceAll(JSON.stringify(id), JSON.stringify(name));
      // Rows deleted before the export get another id as well.
      return text.replaceAll(uuid, 'some id');
    })
    .sort();
}

let source: Instance;
let exported: { table: string; row: Row }[];

beforeAll(async () => {
  source = await openInstance();
  const world = { sql: source.sql, as: runAs(source), user: source.user };
  await seedAccount(source.sql, null);
  await makeSettings(world);
  await makeWork(world);
  await world.as(agentKey(source.user, 'read', 'write'), async (tx) => {
    await tx`select agent_count_context_uses(array(select id from agent_context_memory), 'get')`;
    await tx`select agent_withdraw_decision((agent_ask(p.id, 'Which library?')).id)
      from agent_execution_plans p order by p.created_at limit 1`;
  });
  exported = await exportOf(source);
});
afterAll(async () => {
  for (const { sql, api } of instances) {
    await api.close();
    await sql.end();
  }
});

describe('an export', () => {
  test('contains every table with a person’s data, and no secret', async () => {
    const tables = await source.sql<{ name: string }[]>`
      select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`;
    // The instance computes vectors again from the entries.
    const expected = tables.map(({ name }) => name).filter((name) => name !== 'agent_context_vectors');
    expect([...new Set(exported.map(({ table }) => table))].sort()).toEqual(
      [...expected, 'capture_drop_rules', 'decision_rules', 'memory_projects'].sort(),
    );
    expect(JSON.stringify(exported)).not.toContain('key_hash');
  });

  test('imported into a fresh instance is exported unchanged, except for ids and hashes', async () => {
    const target = await openInstance();
    await importInto(target, exported);
    const again = await exportOf(target);
    const keysAside = (rows: typeof exported) => rows.filter(({ table }) => table !== 'agent_api_keys');
    expect(meaningOf(again).length).toBeGreaterThan(200);
    expect(meaningOf(again)).toEqual(meaningOf(keysAside(exported)));
    const ids = new Set(exported.map(({ row }) => row.id).filter(Boolean));
    const taken = again.filter(({ table, row }) => ids.has(row.id) && table !== 'agent_automation_runs');
    expect(taken).toEqual([]);
    const [proof] = await target.sql`
      select count(*)::int as rows, bool_and(r.hash = private.log_hash(l) and l.prev_hash is not distinct from r.before) as valid
      from agent_execution_logs l join (
        select id, hash, lag(hash) over (partition by plan_id, task_id order by seq) as before from agent_execution_logs
      ) r using (id)`;
    expect(proof?.valid).toBe(true);
    const plans = await target.sql`select id, last_seq, last_hash from agent_execution_plans`;
    for (const plan of plans) {
      const [newest] = await target.sql`
        select seq, hash, action_type from agent_execution_logs where plan_id = ${plan.id} order by seq desc limit 1`;
      expect(newest).toEqual({ seq: plan.last_seq, hash: plan.last_hash, action_type: 'import_plan' });
    }
  });

  test('can be worked on after its import: steps complete with their subtasks, rules and templates apply', async () => {
    const target = await openInstance();
    await importInto(target, exported);
    const [linked] = await target.sql`
      select s.plan_id, s.step_number, b.id from agent_execution_steps s
      join deep_work_subtasks b on b.id = s.subtask_id join agent_execution_plans p on p.id = s.plan_id and p.task_id = b.task_id
      where s.status in ('pending', 'in_progress') and s.is_ready limit 1`;
    expect(linked).toBeDefined();
    await target.client
      .from('deep_work_subtasks')
      .update({ completed: true })
      .eq('id', linked?.id)
      .throwOnError();
    const [step] = await target.sql`
      select status from agent_execution_steps where plan_id = ${linked?.plan_id} and step_number = ${linked?.step_number}`;
    expect(step?.status).toBe('completed');
    await target.client
      .rpc('agent_create_task', { task: { title: 'Next', category: 'shipping' } })
      .throwOnError();
    const [made] = await target.sql`
      select p.plan_type from agent_execution_plans p join deep_work_tasks t on t.id = p.task_id where t.title = 'Next'`;
    expect(made?.plan_type).toBe('release');
  });

  test('takes along what is not stored of captured runs, and keeps the rules that a project has', async () => {
    const target = await openInstance();
    await importInto(target, exported);
    const rules = async () => (await target.client.rpc('agent_list_drop_rules').throwOnError()).data;
    const theirs = { project: '/srv/shop', rules: [{ path_glob: 'secrets/**' }, { tool: 'WebFetch' }] };
    expect(await rules()).toEqual([theirs]);
    const own = { project: '/srv/shop', rules: [{ tool: 'Bash' }] };
    await target.client.rpc('agent_save_drop_rules', own).throwOnError();
    await importInto(target, exported);
    expect(await rules()).toEqual([own]);
  });

  test('imported a second time adds tasks, and keeps the person’s settings', async () => {
    const target = await openInstance();
    await importInto(target, exported);
    await importInto(target, exported);
    const [row] = await target.sql`
      select (select count(*)::int from deep_work_tasks) as tasks, (select count(*)::int from agent_context_retention) as retention,
        (select array_agg(name order by name) from agent_plan_templates) as templates,
        (select array_agg(name order by name) from agent_saved_views) as views`;
    const tasks = exported.filter(({ table }) => table === 'deep_work_tasks').length;
    expect(row).toEqual({
      tasks: 2 * tasks,
      retention: 1,
      templates: ['Release it', 'Release it (2)'],
      views: ['Mine', 'Mine (2)'],
    });
  });
});

describe('an import', () => {
  const change = (table: string, alter: (row: Row) => void) => {
    const copy = structuredClone(exported);
    const found = copy.find((each) => each.table === table);
    if (found) alter(found.row);
    return copy;
  };

  test('of fewer rows than the file has writes nothing', async () => {
    const id = crypto.randomUUID();
    await stageImport(source.client, id, exported.slice(0, 40));
    await expect(importEverything(source.client, id, exported.length)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test.each([
    [
      'names a task that it does not contain',
      () =>
        change('deep_work_subtasks', (row) => {
          row.task_id = 'deep-of-another';
        }),
    ],
    [
      'is nested in a cycle',
      () => {
        const copy = structuredClone(exported);
        const child = copy.find(({ table, row }) => table === 'agent_execution_plans' && row.parent_plan_id);
        const parent = copy.find(({ row }) => row.id === child?.row.parent_plan_id);
        if (parent) Object.assign(parent.row, { parent_plan_id: child?.row.id, parent_step_number: 1 });
        return copy;
      },
    ],
    [
      'has a rule with a template that it does not contain',
      () =>
        change('agent_automation_rules', (row) => {
          row.template_id = crypto.randomUUID();
        }),
    ],
    [
      'has a plan without a first version',
      () => exported.filter(({ table }) => table !== 'agent_plan_versions'),
    ],
  ])('that %s writes nothing', async (_, make) => {
    const target = await openInstance();
    await expect(importInto(target, make())).rejects.toMatchObject({ code: 'invalid_input' });
    const [row] = await target.sql`
      select (select count(*)::int from deep_work_tasks) as tasks, (select count(*)::int from agent_execution_logs) as logs`;
    expect(row).toEqual({ tasks: 0, logs: 0 });
  });

  test('is refused to agents', async () => {
    const importing = runAs(source)(agentKey(source.user, 'read', 'write'), async (tx) => {
      await tx`select agent_stage_import(${crypto.randomUUID()}, '[{"table": "deep_work_tasks", "row": {}}]')`;
    });
    await expect(importing).rejects.toMatchObject({ code: 'AE403' });
  });

  test('refuses a row of an unknown table, and a row of another person', async () => {
    const stranger = [{ table: 'agent_context_vectors', row: {} }];
    await expect(stageImport(source.client, crypto.randomUUID(), stranger)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const target = await openInstance();
    await importInto(
      target,
      change('deep_work_tasks', (row) => {
        row.user_id = 'another';
      }),
    );
    const [row] =
      await target.sql`select count(*)::int as n from deep_work_tasks where user_id <> ${target.user}`;
    expect(row?.n).toBe(0);
  });

  test('leaves no staged rows behind', async () => {
    const target = await openInstance();
    await importInto(target, exported);
    const [row] = await target.sql`select count(*)::int as n from private.import_rows`;
    expect(row?.n).toBe(0);
  });
});

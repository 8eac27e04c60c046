/** An export that is imported and exported again differs only in ids, owners and seals. It keeps actors, times and order. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSettings, makeWork } from './account-data.ts';
import { type Database, type Identity, openDatabase, owner, person } from './identities.ts';

let db: Database;

// biome-ignore lint/suspicious/noExplicitAny: the tests read documents of every shape
type Document = any;

beforeAll(async () => {
  db = await openDatabase();
  await makeWork({ sql: db.sql, as: db.as, user: 'owner' });
  await makeSettings({ sql: db.sql, as: db.as, user: 'owner' });
});
afterAll(() => db.end());

const TABLES = [
  'deep_work_tasks',
  'deep_work_subtasks',
  'agent_execution_plans',
  'agent_execution_steps',
  'agent_plan_versions',
  'agent_execution_logs',
  'agent_context_memory',
  'agent_context_uses',
  'agent_context_retention',
  'agent_plan_templates',
  'agent_plan_template_versions',
  'agent_automation_rules',
  'agent_automation_runs',
  'agent_saved_views',
  'agent_usage',
  'agent_messages',
  'agent_decisions',
  'agent_budgets',
];

async function exportAll(identity: Identity): Promise<{ table: string; row: Document }[]> {
  const rows = [];
  for (const table of TABLES) {
    const found = await db.as(
      identity,
      (tx) => tx`select to_jsonb(t) - '{search,search_length}'::text[] as row from ${tx(table)} t`,
    );
    rows.push(...found.map(({ row }) => ({ table, row })));
  }
  return rows;
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|deep-[0-9a-f-]+/g;
/** Columns that an import generates. The id of a run is a number. */
const GENERATED_COLUMNS = [
  'user_id',
  'hash',
  'prev_hash',
  'last_seq',
  'last_hash',
  'approved_seq',
  'lease_token',
  'next_claim_at',
  'is_chain',
  'message_id',
];

/**
 * Replaces each id by the position of its first mention. Omits the rows of an import itself, and sorts the others unless their order
 * counts.
 */
function normalize(rows: { table: string; row: Document }[], keepsOrder = false): Document {
  const kept = rows
    .filter(({ table, row }) => table !== 'agent_execution_logs' || !/^import_/.test(row.action_type))
    .map(({ table, row: { seq, ...row } }) => {
      for (const field of table === 'agent_automation_runs'
        ? [...GENERATED_COLUMNS, 'id']
        : GENERATED_COLUMNS)
        delete row[field];
      const place = [TABLES.indexOf(table), table === 'agent_execution_logs' ? seq : 0];
      const key = place.map((part) => String(part).padStart(9)).join() + JSON.stringify(row).replace(ID, '');
      return { key, text: JSON.stringify({ table, ...row }) };
    });
  if (!keepsOrder) kept.sort((a, b) => (a.key < b.key ? -1 : 1));
  const ids = new Map<string, string>();
  const named = (id: string) => {
    if (!ids.has(id)) ids.set(id, `id-${ids.size + 1}`);
    return ids.get(id) ?? '';
  };
  return kept.map(({ text }) => JSON.parse(text.replace(ID, named)));
}

test('imports all data of a person with actors, times and order', async () => {
  const rows = await exportAll(owner);
  const id = crypto.randomUUID();
  const to = person('newcomer');
  await db.as(to, async (tx) => {
    await tx`select agent_stage_import(${id}, ${JSON.stringify(rows)}::text::jsonb)`;
    await tx`select agent_import_everything(${id}, ${rows.length})`;
  });
  expect(normalize(await exportAll(to))).toEqual(normalize(rows));
});

test('imports a document of a task in the same order', async () => {
  const [task] = await db.sql`select id from deep_work_tasks where user_id = 'owner' and title like 'Rich%'`;
  const exportTask = async (identity: Identity, id: string): Promise<Document> =>
    (await db.as(identity, (tx) => tx`select agent_export_task(${id}) as it`))[0]?.it;
  const document = await exportTask(owner, task?.id);
  const to = person('reader');
  const [made] = await db.as(
    to,
    (tx) => tx`select agent_import(${JSON.stringify(document)}::text::jsonb) as it`,
  );
  const copy = await exportTask(to, made?.it.task_id);
  const flat = (d: Document) => [
    { table: 'deep_work_tasks', row: d.task },
    ...d.subtasks.map((row: Document) => ({ table: 'deep_work_subtasks', row })),
    ...d.context.map((row: Document) => ({ table: 'agent_context_memory', row })),
    ...d.plans.flatMap((p: Document) => [
      { table: 'agent_execution_plans', row: p.plan },
      ...p.steps.map((row: Document) => ({ table: 'agent_execution_steps', row })),
      ...p.versions.map((row: Document) => ({ table: 'agent_plan_versions', row })),
      ...p.logs.map((row: Document) => ({ table: 'agent_execution_logs', row })),
      ...p.context.map((row: Document) => ({ table: 'agent_context_memory', row })),
    ]),
  ];
  expect(normalize(flat(copy), true)).toEqual(normalize(flat(document), true));
});

/** The search of the command palette: what it finds for each caller, and what it omits. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agentKey,
  anon,
  type Database,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
  person,
} from './identities.ts';

let db: Database;
let planId: string;

interface Found {
  plans: { id: string; state: string; task_title: string }[];
  tasks: { id: string; title: string }[];
  logs: { seq: number; description: string }[];
  context: { context_key: string }[];
}

beforeAll(async () => {
  db = await openDatabase();
  await db.sql`insert into deep_work_tasks (id, user_id, title) values
    ('ledger', 'owner', 'Import the Ledger'), ('old', 'owner', 'Read about a ledger'), ('rate', 'owner', 'Grow by 100% a_b'),
    ('theirs', 'other', 'Import the ledger of others')`;
  planId = await db.makePlan('owner', 'ledger');
  await db.makePlan('other', 'theirs');
  await db.as(owner, async (tx) => {
    await tx`select agent_add_log('note', ${planId}, description => 'Found the Zettelkasten')`;
    await tx`select agent_set_context('notes', 'zettelkasten', 'Slips of paper', plan_id => ${planId})`;
    await tx`select agent_set_context('notes', 'gone', 'zettelkasten', plan_id => ${planId}, expires_at => now() - interval '1 hour')`;
  });
});

afterAll(() => db.end());

async function find(query: string, identity: Identity = owner, maxRows = 5): Promise<Found> {
  const [row] = await db.as(
    identity,
    (tx) => tx<{ found: Found }[]>`select agent_find(${query}, ${maxRows}) as found`,
  );
  if (!row) throw new Error('The search returned no row.');
  return row.found;
}

test('finds plans and tasks by words of title and type, prefix matches first', async () => {
  const found = await find('ledger');
  expect(found.tasks.map(({ id }) => id).toSorted()).toEqual(['ledger', 'old']);
  expect(found.plans.map(({ id }) => id)).toEqual([planId]);
  expect((await find('import')).tasks[0]?.id).toBe('ledger');
  expect((await find('research LEDGER')).plans).toHaveLength(1);
  expect((await find('ledger nowhere')).plans).toEqual([]);
});

test('finds a plan by the start of its id, and a log row by its number', async () => {
  expect((await find(planId.slice(0, 13))).plans.map(({ id }) => id)).toEqual([planId]);
  const [log] = (await find('found the')).logs;
  expect((await find(`#${log?.seq}`)).logs).toContainEqual(log);
});

test('shows a plan in progress as lost when its holder was lost', async () => {
  const stateOf = async () => (await find(planId)).plans[0]?.state;
  expect(await stateOf()).toBe('pending');
  await db.as(agentKey('owner', 'read', 'write'), (tx) => tx`select agent_claim_step(${planId})`);
  expect(await stateOf()).toBe('in_progress');
  await db.sql`update agent_execution_steps set lease_expires_at = now() where lease_owner is not null`;
  expect(await stateOf()).toBe('lost');
});

test('finds log rows and context, but not expired context', async () => {
  const { logs, context } = await find('zettelkasten');
  expect(logs.map(({ description }) => description)).toEqual([
    'notes/zettelkasten',
    'Found the Zettelkasten',
  ]);
  expect(context.map(({ context_key }) => context_key)).toEqual(['zettelkasten']);
  expect((await find('slips')).context).toHaveLength(1);
});

test('takes the special characters of a pattern literally', async () => {
  expect((await find('100%')).tasks.map(({ id }) => id)).toEqual(['rate']);
  expect((await find('a_b')).tasks.map(({ id }) => id)).toEqual(['rate']);
  expect((await find('l%r')).tasks).toEqual([]);
  expect((await find('\\')).tasks).toEqual([]);
});

test('accepts any text as a query, and never returns more rows than requested', async () => {
  for (const query of ['', '   ', 'a'.repeat(5000), "'; drop table x", 'ffffffff', '#999999999999999', '٣'])
    await find(query);
  expect((await find('', owner, 1)).tasks).toHaveLength(1);
});

test('returns to each caller their own rows, and none without a token', async () => {
  expect((await find('ledger', other)).tasks.map(({ id }) => id)).toEqual(['theirs']);
  expect((await find(planId, other)).plans).toEqual([]);
  expect((await find('ledger', agentKey('owner', 'read'))).plans).toHaveLength(1);
  await expectError(find('ledger', anon), '42501');
});

test('finds plans, tasks and log rows without their accents and in either Unicode form', async () => {
  await db.sql`insert into deep_work_tasks (id, user_id, title) values ('lodz', 'owner', 'Umzug nach Łódź, 数据库迁移')`;
  const plan = await db.makePlan('owner', 'lodz');
  await db.as(
    owner,
    (tx) => tx`select agent_add_log('note', ${plan}, description => 'Un café près de la gare')`,
  );
  for (const query of ['lodz', 'LO\u0301DZ\u0301', 'łódź umzug', '数据库']) {
    const found = await find(query);
    expect([query, found.tasks.map(({ id }) => id), found.plans.map(({ id }) => id)]).toEqual([
      query,
      ['lodz'],
      [plan],
    ]);
  }
  for (const query of ['cafe', 'cafe\u0301 pres'])
    expect((await find(query)).logs).toMatchObject([{ description: 'Un café près de la gare' }]);
});

test('the filters of plans, tasks and logs find text without its accents', async () => {
  const read = async (statement: string): Promise<string> => {
    const [row] = await db.as(owner, (tx) => tx.unsafe(`select ${statement}::text as result`));
    return row?.result;
  };
  expect(await read(`agent_query_plans(search => 'lodz')`)).toContain('Łódź');
  expect(await read(`agent_plan_table(search => 'lodz')`)).toContain('Łódź');
  expect(await read(`agent_task_table(search => 'LODZ')`)).toContain('Łódź');
  expect(await read(`agent_log_view(search => 'cafe')`)).toContain('café');
});

test('finds the oldest of many plans by its title, by its type, and by both', async () => {
  const many = 10_500;
  await db.sql.begin(async (tx) => {
    // The triggers would take a while, and nothing here depends on them.
    await tx`set local session_replication_role = replica`;
    await tx`insert into deep_work_tasks (id, user_id, title)
      select 'many' || n, 'many', 'Sort the letters of day ' || n from generate_series(1, ${many}) n`;
    await tx`insert into agent_execution_plans
      select r.* from (select p from agent_execution_plans p limit 1) o, generate_series(1, ${many}) n,
        jsonb_populate_record(o.p, jsonb_build_object('id', gen_random_uuid(), 'task_id', 'many' || n,
          'user_id', 'many', 'plan_type', case n when ${many} then 'archival' else 'sorting' end,
          'updated_at', now() - n * interval '1 minute')) r`;
  });
  const titlesOf = async (query: string) =>
    (await find(query, person('many'))).plans.map(({ task_title }) => task_title);
  const oldest = [`Sort the letters of day ${many}`];
  for (const query of [`day ${many}`, 'archival', `ARCHIVAL ${many}`, 'letters archival'])
    expect([query, await titlesOf(query)]).toEqual([query, oldest]);
  expect(await titlesOf('archival nowhere')).toEqual([]);
  expect((await find(`day ${many}`, person('many'))).tasks.map(({ id }) => id)).toEqual([`many${many}`]);
});

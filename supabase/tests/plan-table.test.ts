/** The table of plans: paging in every order, filters and their counts, bulk changes, and saved views. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  openDatabase,
  other,
  owner,
  person,
} from './identities.ts';

let db: Database;
let tasks: string[];
const plans: string[] = [];

interface Row {
  id: string;
  status: string;
  task_title: string;
  current_description: string | null;
  client: string | null;
  is_imported: boolean;
  started_at: string | null;
  sort_value: string | null;
}

interface Table {
  rows: Row[];
  facets: {
    total: number;
    status: { value: string; count: number }[];
    plan_type: { value: string; count: number }[];
    created_by: { value: string; count: number }[];
    task: { value: string; label: string; count: number }[];
  } | null;
  as_of: string;
}

const table = async (input: Record<string, unknown> = {}, identity = owner): Promise<Table> =>
  db.as(identity, async (tx) => {
    const list = Object.keys(input).map((name, i) => `${name} => $${i + 1}`);
    const values = Object.values(input) as never[]; // The types of postgres do not allow for every parameter.
    return (await tx.unsafe(`select agent_plan_table(${list.join(', ')}) as result`, values))[0]?.result;
  });

/** Returns every page of two rows, one after the other. */
async function readAllPages(input: Record<string, unknown>): Promise<Row[]> {
  const rows: Row[] = [];
  let after: Record<string, unknown> = {};
  for (;;) {
    const page = await table({ ...input, ...after, max_rows: 2 });
    rows.push(...page.rows);
    const last = page.rows.at(-1);
    if (!last || page.rows.length < 2) return rows;
    after = { after_id: last.id, after_value: last.sort_value, as_of: page.as_of };
  }
}

beforeAll(async () => {
  db = await openDatabase();
  tasks = [await db.makeTask('owner'), await db.makeTask('owner')];
  const estimated = [declareStep(1, { estimated_duration: 30 }), declareStep(2)];
  for (const [task, type, steps] of [
    [0, 'research', estimated],
    [0, 'research', estimated],
    [0, 'writing', undefined],
    [1, 'writing', undefined],
    [1, 'writing', [declareStep(1, { estimated_duration: 5 })]],
  ] as const) {
    const [plan] = await db.as(
      owner,
      (tx) =>
        tx<{ id: string }[]>`select id from agent_create_plan(${tasks[task] ?? ''}, ${type},
          ${tx.json(steps ?? [1, 2, 3].map((n) => declareStep(n)))})`,
    );
    plans.push(plan?.id ?? '');
  }
  await db.as(owner, async (tx) => {
    await tx`select agent_move_step(${plans[0] ?? ''}, 1, 'complete_step')`;
    await tx`select agent_move_step(${plans[2] ?? ''}, 1, 'start_step')`;
    await tx`select agent_move_step(${plans[4] ?? ''}, 1, 'complete_step')`;
  });
});
afterAll(() => db.end());

test.each(['updated', 'created', 'task', 'type', 'status', 'progress', 'estimate', 'elapsed'])(
  'pages every plan once in either direction, by %s',
  async (sort) => {
    for (const descending of [true, false]) {
      const rows = await readAllPages({ sort, descending });
      expect(rows.map((row) => row.id).toSorted()).toEqual(plans.toSorted());
      const whole = await table({ sort, descending });
      expect(rows.map((row) => row.id)).toEqual(whole.rows.map((row) => row.id));
    }
  },
);

test('plans without an estimate come last in either direction', async () => {
  const estimates = async (descending: boolean) =>
    (await readAllPages({ sort: 'estimate', descending })).map((row) => row.sort_value);
  expect(await estimates(true)).toEqual(['30', '30', '5', null, null]);
  expect(await estimates(false)).toEqual(['5', '30', '30', null, null]);
});

test('a row shows the current step and the start of work, and omits the declaration', async () => {
  const { rows } = await table();
  const row = rows.find(({ id }) => id === plans[0]);
  expect(row).toMatchObject({ current_description: 'Step 2', task_title: 'Task' });
  expect(row?.started_at).not.toBe(null);
  expect(row).not.toHaveProperty('plan_json');
  expect(rows.find(({ id }) => id === plans[4])?.current_description).toBe(null);
});

test('a row names the coding agent whose run it shows, and whether it was imported', async () => {
  const marks = async () => {
    const row = (await table()).rows.find(({ id }) => id === plans[3]);
    return [row?.client, row?.is_imported];
  };
  expect(await marks()).toEqual([null, false]);
  const metadata = { client: 'codex', captured: true, imported: true };
  await db.sql`update agent_execution_plans set metadata = ${db.sql.json(metadata)} where id = ${plans[3] ?? ''}`;
  expect(await marks()).toEqual(['codex', true]);
  await db.sql`update agent_execution_plans set metadata = '{}' where id = ${plans[3] ?? ''}`;
});

test('counts each filter under all other filters', async () => {
  const { rows, facets } = await table({ status: ['pending'], plan_type: ['writing'], with_facets: true });
  expect(rows.map((row) => row.id)).toEqual([plans[3]]);
  const counts = (facet: { value: string; count: number }[] = []) =>
    Object.fromEntries(facet.map(({ value, count }) => [value, count]));
  expect(facets?.total).toBe(1);
  expect(counts(facets?.status)).toEqual({ in_progress: 1, pending: 1, completed: 1 });
  expect(counts(facets?.plan_type)).toEqual({ research: 1, writing: 1 });
  expect(counts(facets?.created_by)).toEqual({ 'owner@example.com': 1 });
  expect(counts(facets?.task)).toEqual({ [tasks[1] ?? '']: 1 });
  expect((await table()).facets).toBe(null);
});

test('separates lost from in progress in filter, order and counts', async () => {
  const holder = person('holder');
  const task = await db.makeTask('holder');
  const [held = '', lost = '', paused = '', pending = ''] = await Promise.all(
    [1, 2, 3, 4].map(() => db.makePlan('holder', task)),
  );
  const claim = (plan: string) =>
    db.as(
      agentKey('holder', 'read', 'write'),
      (tx) => tx`select agent_claim_step(${plan}, lease_seconds => 60)`,
    );
  for (const plan of [held, lost, paused]) await claim(plan);
  await db.sql`update agent_execution_steps set lease_expires_at = now() - interval '1 s' where plan_id in (${lost}, ${paused})
    and lease_owner is not null`;
  await update([paused], 'paused', holder);

  const idsOf = async (input: Record<string, unknown>) =>
    (await table(input, holder)).rows.map(({ id }) => id);
  expect(await idsOf({ status: ['lost'] })).toEqual([lost]);
  expect(await idsOf({ status: ['in_progress'] })).toEqual([held]);
  expect((await idsOf({ status: ['in_progress', 'lost'] })).toSorted()).toEqual([held, lost].toSorted());
  expect((await idsOf({ status: ['lost', 'paused'] })).toSorted()).toEqual([lost, paused].toSorted());
  const order = { sort: 'status', descending: false };
  expect(await idsOf(order)).toEqual([held, lost, pending, paused]);
  const place = (await table({ ...order, max_rows: 2 }, holder)).rows.at(-1);
  expect(await idsOf({ ...order, after_id: place?.id, after_value: place?.sort_value })).toEqual([
    pending,
    paused,
  ]);

  const { rows, facets } = await table({ status: ['lost'], with_facets: true }, holder);
  expect(rows).toMatchObject([{ status: 'in_progress' }]);
  expect(facets?.total).toBe(1);
  expect(facets?.plan_type).toEqual([{ value: 'research', count: 1 }]);
  expect(Object.fromEntries(facets?.status.map(({ value, count }) => [value, count]) ?? [])).toEqual({
    in_progress: 1,
    lost: 1,
    paused: 1,
    pending: 1,
  });
  // The stored status finds stored rows, as the API documents.
  const stored = await db.as(
    holder,
    (tx) => tx`select agent_query_plans(status => array['in_progress']) as plans`,
  );
  expect(stored[0]?.plans.map(({ id }: Row) => id).toSorted()).toEqual([held, lost].toSorted());

  // After the next claim the plan is no longer lost.
  await claim(lost);
  expect(await idsOf({ status: ['lost'] })).toEqual([]);
});

test('filters by text, task and dates', async () => {
  expect((await table({ search: 'WRIT' })).rows).toHaveLength(3);
  expect((await table({ search: 'task', with_facets: true })).facets?.total).toBe(5);
  expect((await table({ task_id: tasks[0] })).rows).toHaveLength(3);
  expect((await table({ end_date: '2000-01-01' })).rows).toEqual([]);
  expect((await table({ created_by: ['nobody'] })).rows).toEqual([]);
});

test('refuses an unknown order', async () => {
  const { message } = await expectError(table({ sort: 'colour' }), 'AE400');
  expect(message).toContain('colour');
});

test('shows and counts no plan of another owner', async () => {
  expect(await table({ with_facets: true }, other)).toMatchObject({
    rows: [],
    facets: { total: 0, task: [] },
  });
});

const update = (ids: string[], status: string, identity = owner) =>
  db.as(identity, async (tx) => {
    const [row] = await tx`select agent_update_plans(${ids}::uuid[], ${status}) as outcomes`;
    return row?.outcomes as { id: string; ok: boolean; message: string | null }[];
  });

test('a bulk change logs a row for each plan, and an impossible change stops no other', async () => {
  const ids = await Promise.all([1, 2].map(async () => db.makePlan('bulk', await db.makeTask('bulk'))));
  const [first = '', second = ''] = ids;
  const bulk = person('bulk');
  await update([second], 'cancelled', bulk);
  const unknown = crypto.randomUUID();
  const outcomes = await update([first, second, unknown, first], 'paused', bulk);
  expect(outcomes).toHaveLength(3);
  expect(outcomes).toContainEqual({ id: first, ok: true, message: null });
  expect(outcomes.find(({ id }) => id === second)).toMatchObject({ ok: false });
  expect(outcomes.find(({ id }) => id === unknown)?.message).toMatch(/no plan/i);
  const [plan] = await db.sql`select status from agent_execution_plans where id = ${first}`;
  expect(plan?.status).toBe('paused');
  const rows =
    await db.sql`select 1 from agent_execution_logs where plan_id = ${first} and action_type = 'update_plan'`;
  expect(rows).toHaveLength(1);
});

test('treats plans of another owner as missing, and refuses too many plans', async () => {
  const [outcome] = await update([plans[0] ?? ''], 'paused', other);
  expect(outcome).toMatchObject({ ok: false });
  await expectError(
    update(
      Array.from({ length: 1001 }, () => crypto.randomUUID()),
      'paused',
    ),
    'AE400',
  );
});

const saveView = (identity = owner, name = 'Stuck', query = '?status=blocked') =>
  db.as(
    identity,
    (tx) => tx`insert into agent_saved_views (name, query) values (${name}, ${query}) returning id`,
  );
const viewsOf = (identity = owner) =>
  db.as(identity, (tx) => tx`select name, user_id from agent_saved_views`);

test('a person stores views of their own with unique names', async () => {
  const [view] = await saveView();
  await saveView(other);
  expect(await viewsOf()).toEqual([{ name: 'Stuck', user_id: 'owner' }]);
  await expectError(saveView(), '23505');
  await db.as(owner, (tx) => tx`update agent_saved_views set query = '?q=x' where id = ${view?.id}`);
  await db.as(other, async (tx) => {
    expect((await tx`update agent_saved_views set query = '' where id = ${view?.id}`).count).toBe(0);
    expect((await tx`delete from agent_saved_views where id = ${view?.id}`).count).toBe(0);
  });
  await expectError(
    db.as(owner, (tx) => tx`update agent_saved_views set user_id = 'other' where id = ${view?.id}`),
    '42501',
  );
  await db.as(owner, (tx) => tx`delete from agent_saved_views where id = ${view?.id}`);
  expect(await viewsOf()).toEqual([]);
});

test('an agent cannot store a view', async () => {
  await expectError(saveView(agentKey('owner', 'read', 'write')), '42501');
});

test('stores at most fifty views; a view that replaces one of the same name adds none', async () => {
  const keeper = person('keeper');
  for (let i = 0; i < 50; i += 1) await saveView(keeper, `View ${i}`);
  await expectError(saveView(keeper, 'One more'), 'AE409');
  await db.as(
    keeper,
    (tx) => tx`insert into agent_saved_views (name, query) values ('View 7', '?q=new')
      on conflict (user_id, name) do update set query = excluded.query`,
  );
  expect(await viewsOf(keeper)).toHaveLength(50);
});

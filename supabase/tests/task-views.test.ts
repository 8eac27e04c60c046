/** The reads behind the task pages: the table of tasks, and the page of one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentKey, type Database, expectError, openDatabase, other, owner, person } from './identities.ts';
import { taskCalls } from './task-calls.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.end());

interface Table {
  rows: {
    id: string;
    title: string;
    completed: boolean | null;
    active_at: string;
    sort_value: string | null;
    subtasks_done: number;
    subtasks_total: number;
    plans: Record<string, number>;
  }[];
  fields: string[];
}

async function table(
  identity = owner,
  search: string | null = null,
  after: { sort_value: string | null; id: string } | null = null,
  maxRows = 50,
): Promise<Table> {
  const [answer] = await database.as(
    identity,
    (tx) =>
      // Cast to text first: the client would cut a time to milliseconds.
      tx<{ table: Table }[]>`
        select agent_task_table(${search}, ${after?.sort_value ?? null}, ${after?.id ?? null}, ${maxRows}) as table`,
  );
  if (!answer) throw new Error('The function gave no row.');
  return answer.table;
}

const { update, create, save } = taskCalls(() => database);

test('a person sees their tasks with their progress, the last active first, and no other caller does', async () => {
  const me = person('lister');
  const quiet = await database.makeTask('lister', 'quiet');
  const planned = await database.makeTask('lister', 'planned');
  const newer = await database.makeTask('lister', 'newer');
  await database.makePlan('lister', planned);
  await save(planned, { title: 'One', completed: true }, null, me);
  await save(planned, { title: 'Two' }, null, me);
  const { rows, fields } = await table(me);
  expect(rows.map(({ id }) => id)).toEqual([planned, newer, quiet]);
  expect(rows[0]).toMatchObject({
    title: 'Task',
    completed: false,
    subtasks_done: 1,
    subtasks_total: 2,
    plans: { pending: 1 },
  });
  expect(rows[2]).toMatchObject({ subtasks_total: 0, plans: {} });
  expect(fields).toEqual(['title', 'description', 'category', 'priority', 'due_date', 'completed']);
  expect((await table(other)).rows.some(({ id }) => id === planned)).toBe(false);
});

test('a plan whose holder was lost counts as lost', async () => {
  const task = await database.makeTask('loser');
  for (let n = 0; n < 2; n++) await database.makePlan('loser', task);
  const agent = agentKey('loser', 'read', 'write');
  for (let n = 0; n < 2; n++)
    await database.as(
      agent,
      (tx) => tx`select agent_claim_step(lease_seconds => 60, claim_key => gen_random_uuid()::text)`,
    );
  await database.sql`update agent_execution_steps s set lease_expires_at = now() where s.user_id = 'loser' and lease_owner is not null
    and plan_id = (select p.id from agent_execution_plans p where p.user_id = 'loser' limit 1)`;
  expect((await table(person('loser'))).rows).toMatchObject([{ plans: { in_progress: 1, lost: 1 } }]);
});

test('pages follow each other without a gap, and a search matches titles', async () => {
  const me = person('reader');
  for (let n = 0; n < 7; n++) await database.makeTask('reader', `task-${n}`);
  await update('task-3', { title: '50%_Done' }, me);
  const all = (await table(me)).rows;
  const first = (await table(me, null, null, 3)).rows;
  const second = (await table(me, null, first[2], 3)).rows;
  const third = (await table(me, null, second[2], 3)).rows;
  expect([...first, ...second, ...third]).toEqual(all);
  expect((await table(me, '%_done')).rows.map(({ id }) => id)).toEqual(['task-3']);
  expect((await table(me, 'nothing like it')).rows).toEqual([]);
});

describe('tasks with priority, due date and category', () => {
  const me = person('planner');
  const query = async (args: Record<string, string | string[] | boolean | number | null> = {}) => {
    const [answer] = await database.as(
      me,
      (tx) => tx<{ table: Table & { facets: Record<string, unknown> } }[]>`select agent_task_table(
        search => ${(args.search ?? null) as string | null}, after_value => ${(args.after_value ?? null) as string | null},
        after_id => ${(args.after_id ?? null) as string | null}, max_rows => ${(args.max_rows ?? 50) as number},
        sort => ${(args.sort ?? 'title') as string}, descending => ${(args.descending ?? false) as boolean},
        state => ${(args.state ?? null) as string | null}, priority => ${(args.priority ?? null) as string[] | null},
        category => ${(args.category ?? null) as string[] | null}, due => ${(args.due ?? null) as string | null},
        today => '2026-12-05') as table`,
    );
    if (!answer) throw new Error('The function gave no row.');
    return answer.table;
  };
  const titles = async (args: Parameters<typeof query>[0]) =>
    (await query(args)).rows.map(({ title }) => title);

  beforeAll(async () => {
    const tasks: [string, Record<string, string | boolean | null>][] = [
      ['a', { priority: 'LOW', due_date: '2026-12-04', category: 'Docs' }],
      ['b', { priority: 'URGENT', due_date: '2026-12-05', category: 'docs' }],
      ['c', { priority: 'HIGH', due_date: '2026-12-11', category: 'Code' }],
      ['d', { priority: 'MEDIUM', due_date: '2026-12-12' }],
      ['e', { priority: 'HIGH' }],
      ['f', { priority: 'LOW', due_date: '2026-12-01', completed: true }],
    ];
    for (const [title, fields] of tasks) {
      await create({ title, ...(fields as Record<string, string>) }, me);
    }
  });

  test.each<[string, Parameters<typeof query>[0], string[]]>([
    ['an open state', { state: 'open' }, ['a', 'b', 'c', 'd', 'e']],
    ['a completed state', { state: 'completed' }, ['f']],
    ['priorities', { priority: ['HIGH', 'URGENT'] }, ['b', 'c', 'e']],
    ['a category', { category: ['docs'] }, ['b']],
    ['what is overdue and open', { due: 'overdue' }, ['a']],
    ['what is due today', { due: 'today' }, ['b']],
    ['what is due within seven days', { due: 'week' }, ['b', 'c']],
    ['no due date', { due: 'none' }, ['e']],
    ['all at once', { state: 'open', priority: ['HIGH'], due: 'week', search: 'C' }, ['c']],
  ])('are found by %s, and counted', async (_name, filters, found) => {
    const { rows, facets } = await query(filters);
    expect(rows.map(({ title }) => title)).toEqual(found);
    expect(facets.total).toBe(found.length);
  });

  test.each<[string, boolean, string[]]>([
    ['priority', true, ['b', 'c', 'e', 'd', 'a', 'f']],
    ['due', false, ['f', 'a', 'b', 'c', 'd', 'e']],
    ['due', true, ['d', 'c', 'b', 'a', 'f', 'e']],
    ['title', true, ['f', 'e', 'd', 'c', 'b', 'a']],
    ['active', true, ['f', 'e', 'd', 'c', 'b', 'a']],
  ])(
    'are sorted by %s (descending %s), page by page, with unset values last',
    async (sort, descending, order) => {
      const found: string[] = [];
      let after: { sort_value: string | null; id: string } | undefined;
      for (;;) {
        const { rows } = await query({
          sort,
          descending,
          max_rows: 2,
          ...(after && { after_value: after.sort_value, after_id: after.id }),
        });
        found.push(...rows.map(({ title }) => title));
        after = rows.at(-1);
        if (rows.length < 2) break;
      }
      // Tasks of equal priority follow the id.
      const shown = (title: string) =>
        sort === 'priority' ? title.replace('e', 'c').replace('f', 'a') : title;
      expect(found.map(shown)).toEqual(order.map(shown));
    },
  );

  test('count each filter value under the other filters', async () => {
    expect((await query({ state: 'open', priority: ['HIGH'] })).facets).toMatchObject({
      total: 2,
      open: 2,
      completed: 0,
      category: [{ value: 'Code', count: 1 }],
    });
    expect(await titles({ category: ['nothing'] })).toEqual([]);
    await expectError(query({ sort: 'colour' }), 'AE400');
    await expectError(query({ due: 'soon' }), 'AE400');
  });
});

test('the owner gets a task with its plans, subtasks and last actions; another person gets nothing', async () => {
  const me = person('looker');
  const task = await database.makeTask('looker');
  const older = await database.makePlan('looker', task);
  const newer = await database.makePlan('looker', task);
  await save(task, { title: 'First' }, null, me);
  await save(task, { title: 'Second' }, null, me);
  const page = async (identity = me) =>
    (await database.as(identity, (tx) => tx`select agent_task_page(${task}) as page`))[0]?.page;
  const found = await page();
  expect(found.task).toMatchObject({ id: task, title: 'Task', description: null });
  expect(found.plans.map(({ id }: { id: string }) => id)).toEqual([newer, older]);
  expect(found.plans[0]).not.toHaveProperty('plan_json');
  expect(found.subtasks.map(({ title }: { title: string }) => title)).toEqual(['First', 'Second']);
  expect(found.logs.map(({ action_type }: { action_type: string }) => action_type)).toEqual([
    'create_subtask',
    'create_subtask',
    'create_plan',
    'create_plan',
    'create_task',
  ]);
  expect(await page(other)).toBeNull();
});

test('the last actions are the last of all plans together', async () => {
  const me = person('busy');
  const task = await database.makeTask('busy');
  for (let n = 0; n < 25; n++) await database.makePlan('busy', task);
  const [answer] = await database.as(me, (tx) => tx`select agent_task_page(${task}) as page`);
  const seqs = answer?.page.logs.map(({ seq }: { seq: number }) => seq);
  const expected =
    await database.sql`select seq::integer from agent_execution_logs where user_id = 'busy' order by seq desc limit 20`;
  expect(seqs).toEqual(expected.map(({ seq }) => seq));
});

test('where tasks have fewer columns, the missing ones are neither shown nor set', async () => {
  const task = await database.makeTask('owner');
  const rollback = new Error('as it was');
  const attempt = database.sql.begin(async (tx) => {
    await tx`alter table deep_work_tasks drop column completed, drop column due_date, drop column updated_at`;
    await tx`drop trigger touch_updated_at on deep_work_tasks`;
    await tx`select set_config('request.jwt.claims', ${JSON.stringify(owner.claims)}, true), set_config('role', 'authenticated', true)`;
    const [listed] = await tx`select agent_task_table() as table`;
    expect(listed?.table.fields).toEqual(['title', 'description', 'category', 'priority']);
    expect(listed?.table.rows[0].completed).toBeNull();
    const [page] = await tx`select agent_task_page(${task}) as page`;
    expect(page?.page.fields).not.toContain('completed');
    await tx`select agent_update_task(${task}, '{"title": "Still works"}')`;
    await tx
      .savepoint((inner) => inner`select agent_update_task(${task}, '{"completed": true}')`)
      .catch((error) => expect(error.code).toBe('AE400'));
    throw rollback;
  });
  await expect(attempt).rejects.toBe(rollback);
});

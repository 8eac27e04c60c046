import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentKey, type Database, expectError, openDatabase, other, owner, person } from './identities.ts';

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
    subtasks_done: number;
    subtasks_total: number;
    plans: Record<string, number>;
  }[];
  fields: string[];
}

async function table(
  identity = owner,
  search: string | null = null,
  after: { active_at: string; id: string } | null = null,
  maxRows = 50,
): Promise<Table> {
  const [answer] = await database.as(
    identity,
    (tx) =>
      // Cast to text first: the client would cut a time to milliseconds.
      tx<{ table: Table }[]>`
        select agent_task_table(${search}, ${after?.active_at ?? null}::text::timestamptz, ${after?.id ?? null}, ${maxRows}) as table`,
  );
  if (!answer) throw new Error('The function gave no row.');
  return answer.table;
}

const update = (taskId: string, changes: Record<string, string | boolean | null>, identity = owner) =>
  database.as(identity, (tx) => tx`select agent_update_task(${taskId}, ${tx.json(changes)}) as task`);

const create = (task: Record<string, string | boolean>, identity = owner) =>
  database.as(
    identity,
    (tx) => tx<{ task: { id: string } }[]>`select agent_create_task(${tx.json(task)}) as task`,
  );

const save = (
  taskId: string,
  changes: Record<string, string | number | boolean | null>,
  id: string | null = null,
  identity = owner,
) =>
  database.as(
    identity,
    (tx) => tx`select agent_save_subtask(${taskId}, ${tx.json(changes)}, ${id}) as subtask`,
  );

/** Omits the rows of the superuser who prepared it. */
const logsOf = (taskId: string) =>
  database.sql`select action_type, actor_type, entity_id, description, before_state, after_state
    from agent_execution_logs where task_id = ${taskId} and actor_type <> 'system' order by seq`;

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

test('a created task belongs to the caller, with defaults for omitted fields and a first log row', async () => {
  const [answer] = await create(
    { title: 'Write it down', due_date: '2026-12-05' },
    agentKey('owner', 'write'),
  );
  expect(answer?.task).toMatchObject({ user_id: 'owner', priority: 'MEDIUM', due_date: '2026-12-05' });
  expect(await logsOf(answer?.task.id ?? '')).toMatchObject([
    {
      action_type: 'create_task',
      actor_type: 'agent',
      description: 'Created the task: Write it down',
      after_state: { title: 'Write it down', due_date: '2026-12-05' },
    },
  ]);
});

test('an invalid task is neither created nor logged', async () => {
  const count = () =>
    database.sql`select count(*) from agent_execution_logs where action_type = 'create_task'`;
  const before = await count();
  await expectError(create({ title: ' ' }), '23514');
  await expectError(create({ title: 'Whose', user_id: 'other' }), 'AE403');
  await expectError(create({}), 'AE400');
  await expectError(create({ title: 'Mine' }, agentKey('owner')), 'AE403');
  expect(await count()).toEqual(before);
});

test('a change of a task is logged with the values before and after', async () => {
  const task = await database.makeTask('owner');
  await update(task, { title: 'Renamed', due_date: '2026-12-05', description: null });
  await update(task, { completed: true });
  await update(task, { completed: true });
  await update(task, { completed: false });
  expect(await logsOf(task)).toMatchObject([
    {
      action_type: 'update_task',
      actor_type: 'user',
      description: 'Changed title, due date',
      before_state: { title: 'Task', due_date: null },
      after_state: { title: 'Renamed', due_date: '2026-12-05' },
    },
    { action_type: 'complete_task', before_state: { completed: false }, after_state: { completed: true } },
    { action_type: 'reopen_task' },
  ]);
});

test('only the owner and their keys with the scope write change a task, and only its editable fields', async () => {
  const task = await database.makeTask('owner');
  await expectError(update(task, { title: 'Mine' }, other), 'AE404');
  await expectError(update(task, { title: 'Mine' }, agentKey('owner')), 'AE403');
  await update(task, { title: 'By an agent' }, agentKey('owner', 'write'));
  await expectError(update(task, { user_id: 'other' }), 'AE400');
  await expectError(update(task, { id: 'x' }), 'AE400');
  await expectError(update(task, {}), 'AE400');
  await expectError(update(task, { due_date: 'soon' }), '22007');
  await expectError(update(task, { title: ' ' }), '23514');
  expect(await logsOf(task)).toHaveLength(1);
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

test('subtasks are added, completed, edited and deleted, each with its log row', async () => {
  const task = await database.makeTask('owner');
  const [added] = await save(task, { title: 'Write', estimated_time: 30 });
  const { id } = added?.subtask ?? {};
  expect(added?.subtask).toMatchObject({ title: 'Write', priority: 'MEDIUM', completed: false });
  await save(task, { completed: true }, id);
  await save(task, { completed: false }, id);
  await save(task, { title: 'Write it all', estimated_time: null, priority: 'HIGH' }, id);
  await database.as(owner, (tx) => tx`select agent_delete_subtask(${task}, ${id})`);
  expect(await database.sql`select from deep_work_subtasks where task_id = ${task}`).toHaveLength(0);
  expect(await logsOf(task)).toMatchObject([
    { action_type: 'create_subtask', entity_id: id, description: 'Created subtask: Write' },
    { action_type: 'complete_subtask' },
    { action_type: 'reopen_subtask' },
    { action_type: 'update_subtask', before_state: { title: 'Write', estimated_time: 30 } },
    { action_type: 'delete_subtask', before_state: { title: 'Write it all', estimated_time: null } },
  ]);
});

test('no other person and no read-only key changes the subtasks', async () => {
  const task = await database.makeTask('owner');
  const othersTask = await database.makeTask('other');
  const [added] = await save(task, { title: 'Write' });
  const { id } = added?.subtask ?? {};
  const remove = (identity = owner, taskId = task) =>
    database.as(identity, (tx) => tx`select agent_delete_subtask(${taskId}, ${id})`);
  await expectError(save(task, { title: 'Mine' }, null, other), 'AE404');
  await expectError(save(task, { title: 'Mine' }, id, other), 'AE404');
  await expectError(save(othersTask, { title: 'Mine' }, id, other), 'AE404');
  await expectError(save(task, { title: 'Mine' }, null, agentKey('owner')), 'AE403');
  await expectError(save(task, { task_id: othersTask }, id), 'AE400');
  await expectError(remove(other), 'AE404');
  await expectError(remove(other, othersTask), 'AE404');
  await expectError(remove(agentKey('owner')), 'AE403');
  expect(await database.sql`select from deep_work_subtasks where id = ${id}`).toHaveLength(1);
});

/** Each change of a task or subtask writes one log row, on every path. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentKey, type Database, type Identity, openDatabase, owner, serviceRole } from './identities.ts';

let db: Database;
let task: string;
const writer = agentKey('owner', 'read', 'write');

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  [{ id: task } = { id: '' }] = await db.as(
    owner,
    (tx) => tx<{ id: string }[]>`insert into deep_work_tasks (title) values ('Task') returning id`,
  );
});

const logs = async () => {
  const rows = await db.sql`
    select l.action_type, l.actor_type, l.entity_id, l.before_state, l.after_state from agent_execution_logs l
    left join agent_execution_plans p on p.id = l.plan_id
    where coalesce(p.task_id, l.task_id) = ${task} order by l.seq`;
  return [...rows];
};
const actions = async () => (await logs()).map((row) => row.action_type);
const addSubtask = async (identity: Identity = owner, title = 'Part') => {
  const [row] = await db.as(
    identity,
    (tx) =>
      tx<
        { id: string }[]
      >`insert into deep_work_subtasks (task_id, title) values (${task}, ${title}) returning id`,
  );
  return row?.id ?? '';
};

describe('a direct write to the table', () => {
  test.each<[string, Identity, string]>([
    ['the owner', owner, 'user'],
    ['an agent', writer, 'agent'],
    ['the service role', serviceRole, 'agent'],
  ])('logs a change of a task by %s', async (_who, identity, actor_type) => {
    await db.as(
      identity,
      (tx) => tx`update deep_work_tasks set title = 'Renamed', priority = 'HIGH' where id = ${task}`,
    );
    await db.as(identity, (tx) => tx`update deep_work_tasks set completed = true where id = ${task}`);
    await db.as(identity, (tx) => tx`update deep_work_tasks set completed = true where id = ${task}`);
    await db.as(identity, (tx) => tx`update deep_work_tasks set completed = false where id = ${task}`);
    expect(await logs()).toMatchObject([
      { action_type: 'create_task', actor_type: 'user', after_state: { title: 'Task' } },
      {
        action_type: 'update_task',
        actor_type,
        before_state: { title: 'Task', priority: 'MEDIUM' },
        after_state: { title: 'Renamed', priority: 'HIGH' },
      },
      { action_type: 'complete_task', actor_type },
      { action_type: 'reopen_task', actor_type },
    ]);
  });

  test.each<[string, Identity, string]>([
    ['the owner', owner, 'user'],
    ['an agent', writer, 'agent'],
    ['the service role', serviceRole, 'agent'],
  ])('logs every change of a subtask by %s', async (_who, identity, actor_type) => {
    const id = await addSubtask(identity);
    await db.as(identity, (tx) => tx`update deep_work_subtasks set title = 'Piece' where id = ${id}`);
    await db.as(identity, (tx) => tx`update deep_work_subtasks set completed = true where id = ${id}`);
    await db.as(identity, (tx) => tx`update deep_work_subtasks set completed = false where id = ${id}`);
    await db.as(identity, (tx) => tx`delete from deep_work_subtasks where id = ${id}`);
    expect((await logs()).slice(1)).toMatchObject(
      ['create_subtask', 'update_subtask', 'complete_subtask', 'reopen_subtask', 'delete_subtask'].map(
        (action_type) => ({
          action_type,
          actor_type,
          entity_id: id,
        }),
      ),
    );
  });

  test.each<[string, Identity]>([
    ['the owner', owner],
    ['an agent', writer],
    ['the service role', serviceRole],
  ])('logs in both chains a subtask that %s moves to another task', async (_who, identity) => {
    const id = await addSubtask();
    const other = await db.makeTask('owner');
    await db.as(identity, (tx) => tx`update deep_work_subtasks set task_id = ${other} where id = ${id}`);
    const moves = await db.sql`select task_id, before_state, after_state from agent_execution_logs
      where action_type = 'update_subtask' and entity_id = ${id}`;
    expect([...moves]).toEqual(
      expect.arrayContaining(
        [task, other].map((task_id) => ({
          task_id,
          before_state: { task_id: task },
          after_state: { task_id: other },
        })),
      ),
    );
    expect(moves).toHaveLength(2);
  });

  test('writes many rows of one statement as one chain', async () => {
    await db.as(
      owner,
      (tx) =>
        tx`insert into deep_work_subtasks (task_id, title) select ${task}, 'Part ' || n from generate_series(1, 50) n`,
    );
    await db.as(owner, (tx) => tx`update deep_work_subtasks set completed = true where task_id = ${task}`);
    const chain =
      await db.sql`select prev_hash, hash from agent_execution_logs where task_id = ${task} order by seq`;
    expect(chain).toHaveLength(101);
    expect(chain.map((row) => row.prev_hash)).toEqual([null, ...chain.slice(0, -1).map((row) => row.hash)]);
  });

  test('leaves no row for a change that is rolled back, or deleted with its task', async () => {
    await db
      .as(owner, async (tx) => {
        await tx`insert into deep_work_subtasks (task_id, title) values (${task}, 'Part')`;
        throw new Error('no');
      })
      .catch(() => {});
    expect(await actions()).toEqual(['create_task']);
    await addSubtask();
    await db.as(owner, (tx) => tx`delete from deep_work_tasks where id = ${task}`);
    expect(await actions()).toEqual([]);
  });

  test('writes, changes and logs 20,000 tasks in one statement', {
    timeout: 120_000,
  }, async () => {
    await db.as(
      owner,
      (tx) =>
        tx`insert into deep_work_tasks (id, title) select 'many-' || n, 'Many' from generate_series(1, 20000) n`,
    );
    await db.as(owner, (tx) => tx`update deep_work_tasks set completed = true where id like 'many-%'`);
    const counts =
      await db.sql`select action_type, count(*)::int from agent_execution_logs where task_id like 'many-%' group by 1 order by 1`;
    expect([...counts]).toEqual([
      { action_type: 'complete_task', count: 20000 },
      { action_type: 'create_task', count: 20000 },
    ]);
  });
});

describe('an operation', () => {
  test('logs a change once', async () => {
    await db.as(owner, (tx) => tx`select agent_update_task(${task}, '{"title": "Renamed"}')`);
    const [saved] = await db.as(
      owner,
      (tx) => tx`select agent_save_subtask(${task}, '{"title": "Part"}') as it`,
    );
    await db.as(
      owner,
      (tx) => tx`select agent_save_subtask(${task}, '{"completed": true}', ${saved?.it.id})`,
    );
    await db.as(owner, (tx) => tx`select agent_delete_subtask(${task}, ${saved?.it.id})`);
    expect(await actions()).toEqual([
      'create_task',
      'update_task',
      'create_subtask',
      'complete_subtask',
      'delete_subtask',
    ]);
  });

  test('logs subtasks made from steps in the plan only, and also a subtask that follows its step', async () => {
    const plan = await db.makePlan('owner', task);
    await db.as(owner, (tx) => tx`select agent_create_subtasks(${plan})`);
    await db.as(owner, (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step')`);
    expect(await actions()).toEqual([
      'create_task',
      'create_plan',
      'create_subtask',
      'create_subtask',
      'create_subtask',
      'complete_step',
    ]);
  });

  test('logs both rows when an agent creates a subtask and then links it to its step', async () => {
    const plan = await db.makePlan('owner', task);
    const id = await addSubtask(writer, 'Step 1');
    await db.as(
      writer,
      (tx) => tx`select agent_add_log('create_subtask', ${plan}, step_number => 1, entity_id => ${id})`,
    );
    await db.as(owner, (tx) => tx`update deep_work_subtasks set completed = true where id = ${id}`);
    expect(await actions()).toEqual([
      'create_task',
      'create_plan',
      'create_subtask',
      'create_subtask',
      'complete_step',
      'complete_subtask',
    ]);
  });

  test.each<[string, Identity]>([
    ['another caller', writer],
    ['the same caller', owner],
  ])('logs with its title a subtask whose id %s linked to a step before', async (_who, linker) => {
    const plan = await db.makePlan('owner', task);
    await db.as(
      linker,
      (tx) =>
        tx`select agent_add_log('create_subtask', ${plan}, step_number => 1, entity_id => 'chosen-' || ${task}, description => 'Created subtask: Part')`,
    );
    await db.as(
      owner,
      (tx) =>
        tx`insert into deep_work_subtasks (id, task_id, title) values ('chosen-' || ${task}, ${task}, 'Part')`,
    );
    expect((await logs()).slice(2)).toMatchObject([
      { action_type: 'create_subtask', after_state: null },
      { action_type: 'create_subtask', after_state: { title: 'Part' } },
    ]);
  });

  test('ignores the setting leads_subtask when a caller sets it', async () => {
    await db.as(owner, async (tx) => {
      await tx`select set_config('agent_execution.leads_subtask', 'yes', true)`;
      await tx`insert into deep_work_subtasks (task_id, title) values (${task}, 'Part')`;
    });
    expect(await actions()).toEqual(['create_task', 'create_subtask']);
  });
});

test('agents and people who work on one task’s subtasks and steps at once do not block each other', async () => {
  const plans = await Promise.all(
    [1, 2].map(() =>
      db.makePlan(
        'owner',
        task,
        Array.from({ length: 6 }, (_, n) => ({
          step: n + 1,
          action: 'work',
          description: `Step ${n + 1}`,
          depends_on: [],
        })),
      ),
    ),
  );
  const made = await Promise.all(
    plans.map((plan) =>
      db.as(
        owner,
        (tx) =>
          tx<
            { id: string }[]
          >`select id from json_populate_recordset(null::public.deep_work_subtasks, agent_create_subtasks(${plan}))`,
      ),
    ),
  );
  const outcomes = await Promise.allSettled(
    plans.flatMap((plan, index) => [
      ...[1, 2, 3].map((step) =>
        db.as(writer, (tx) => tx`select agent_move_step(${plan}, ${step}, 'complete_step')`),
      ),
      ...[4, 5, 6].map((step) =>
        db.as(
          owner,
          (tx) =>
            tx`update deep_work_subtasks set completed = true where id = ${made[index]?.[step - 1]?.id ?? ''}`,
        ),
      ),
      db.as(owner, (tx) => tx`insert into deep_work_subtasks (task_id, title) values (${task}, 'More')`),
      db.as(owner, (tx) => tx`select agent_add_log('note', task_id => ${task})`),
      db.as(owner, (tx) => tx`update deep_work_tasks set title = ${`Task ${index}`} where id = ${task}`),
    ]),
  );
  expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toEqual([]);
  const statuses = await db.sql`select distinct status from agent_execution_plans where task_id = ${task}`;
  expect([...statuses]).toEqual([{ status: 'completed' }]);
});

/** Changes of tasks and subtasks: who may make them, and the log row of each. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentKey, type Database, expectError, openDatabase, other, owner } from './identities.ts';
import { taskCalls } from './task-calls.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.end());

const { update, create, save, logsOf } = taskCalls(() => database);

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

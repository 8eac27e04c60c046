/** Steps and their subtasks: when either is completed or reopened, the other follows. The user's own update always stands. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  openDatabase,
  owner,
  person,
  serviceRole,
} from './identities.ts';

let db: Database;
let task: string;
let plan: string;
let subtasks: string[];
const writer = agentKey('owner', 'read', 'write');

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  task = await db.makeTask('owner');
  plan = await db.makePlan('owner', task);
  const made = await db.as(
    owner,
    (tx) =>
      tx`select * from json_populate_recordset(null::public.deep_work_subtasks, agent_create_subtasks(${plan}))`,
  );
  subtasks = made.map((row) => row.id);
});

const move = (step: number, action: string, identity = writer) =>
  db.as(identity, (tx) => tx`select agent_move_step(${plan}, ${step}, ${action})`);
const tick = (step: number, completed: boolean, identity = owner) =>
  db.as(
    identity,
    (tx) => tx`update deep_work_subtasks set completed = ${completed} where id = ${subtasks[step - 1] ?? ''}`,
  );
const statuses = async () =>
  (await db.sql`select status from agent_execution_steps where plan_id = ${plan} order by step_number`).map(
    (row) => row.status,
  );
const ticks = async () =>
  (
    await db.sql`select b.completed from agent_execution_steps s join deep_work_subtasks b on b.id::text = s.subtask_id
      where s.plan_id = ${plan} order by s.step_number`
  ).map((row) => row.completed);
const log = () =>
  db.sql<
    postgres.Row[]
  >`select action_type, step_number, actor_type, entity_id, description from agent_execution_logs
    where plan_id = ${plan} and action_type <> 'create_subtask' order by seq`;
const isValid = async () =>
  (await db.as(owner, (tx) => tx`select agent_verify_log(${plan}) ->> 'is_valid' as it`))[0]?.it;

test('completing and reopening a step does the same to its subtask', async () => {
  await move(1, 'complete_step');
  expect(await ticks()).toEqual([true, false, false]);
  await move(1, 'reopen_step');
  expect(await ticks()).toEqual([false, false, false]);
  expect((await log()).map((row) => row.action_type)).toEqual([
    'create_plan',
    'complete_step',
    'reopen_step',
  ]);
});

test.each([
  ['the person', owner],
  ['the service role', serviceRole],
  ['an agent', writer],
])('completing and reopening a subtask, by %s, does the same to its step, once', async (_who, identity) => {
  await tick(1, true, identity);
  expect(await statuses()).toEqual(['completed', 'pending', 'pending']);
  await tick(1, true, identity);
  await tick(1, false, identity);
  expect(await statuses()).toEqual(['pending', 'pending', 'pending']);
  expect(await log()).toMatchObject([
    {},
    {
      action_type: 'complete_step',
      step_number: 1,
      entity_id: subtasks[0],
      description: 'Completed with its subtask: Step 1',
    },
    { action_type: 'reopen_step', step_number: 1, description: 'Reopened with its subtask: Step 1' },
  ]);
  expect(await isValid()).toBe('true');
});

test('saving a subtask as the app does has the same effect', async () => {
  const save = (completed: boolean) =>
    db.as(
      owner,
      (tx) => tx`select agent_save_subtask(${task}, ${tx.json({ completed })}, ${subtasks[0] ?? ''})`,
    );
  await save(true);
  expect(await statuses()).toEqual(['completed', 'pending', 'pending']);
  await save(false);
  expect(await statuses()).toEqual(['pending', 'pending', 'pending']);
});

test('a statement on several subtasks completes every step that can be completed', async () => {
  await db.as(owner, (tx) => tx`update deep_work_subtasks set completed = true where task_id = ${task}`);
  expect(await ticks()).toEqual([true, true, true]);
  expect((await statuses())[0]).toBe('completed');
  expect(await isValid()).toBe('true');
});

test('where the step cannot follow, the subtask stays as the user set it and the log says why', async () => {
  await tick(3, true);
  expect(await ticks()).toEqual([false, false, true]);
  expect(await statuses()).toEqual(['pending', 'pending', 'pending']);
  expect((await log()).at(-1)).toMatchObject({
    action_type: 'note',
    step_number: 3,
    description:
      'Its subtask was completed; the step stays as it is. Step 3 waits for step 2: complete_step is not possible yet.',
  });
  await db.as(owner, (tx) => tx`select agent_update_plan(${plan}, 'cancelled')`);
  await tick(1, true);
  expect((await log()).at(-1)?.description).toContain('The plan is cancelled');
  expect(await isValid()).toBe('true');
});

test('a subtask does not bypass a gate', async () => {
  plan = await db.makePlan('owner', task, [declareStep(1, { requires_approval: true })]);
  subtasks = (
    await db.as(
      owner,
      (tx) =>
        tx`select * from json_populate_recordset(null::public.deep_work_subtasks, agent_create_subtasks(${plan}))`,
    )
  ).map((row) => row.id);
  await tick(1, true, writer);
  expect(await statuses()).toEqual(['awaiting_approval']);
  expect((await log()).at(-1)).toMatchObject({ action_type: 'note', actor_type: 'agent' });
});

test('a subtask created for a completed step is completed', async () => {
  plan = await db.makePlan('owner', task);
  await move(1, 'complete_step');
  await db.as(owner, (tx) => tx`select agent_create_subtasks(${plan})`);
  expect(await ticks()).toEqual([true, false, false]);
});

test('a log row that names a subtask of another task links nothing', async () => {
  const theirs = await db.makeTask('other');
  const [victim] =
    await db.sql`insert into deep_work_subtasks (task_id, title) values (${theirs}, 'Theirs') returning id`;
  await db.as(
    writer,
    (tx) => tx`select agent_add_log('create_subtask', ${plan}, step_number => 1, entity_id => ${victim?.id})`,
  );
  await move(1, 'complete_step');
  const [after] = await db.sql`select completed from deep_work_subtasks where id = ${victim?.id}`;
  expect(after).toEqual({ completed: false });
  await db.as(
    person('other'),
    (tx) => tx`update deep_work_subtasks set completed = true where id = ${victim?.id}`,
  );
  await db.as(
    person('other'),
    (tx) => tx`update deep_work_subtasks set completed = false where id = ${victim?.id}`,
  );
  expect((await statuses())[0]).toBe('completed');
});

test('a person and an agent who complete both sides at once do not deadlock', async () => {
  for (let round = 0; round < 10; round++) {
    const outcomes = await Promise.allSettled([tick(1, true), move(1, 'complete_step')]);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(['AE409', '40P01']).toContain(outcome.reason.code);
    expect([(await statuses())[0], (await ticks())[0]]).toEqual(['completed', true]);
    await move(1, 'reopen_step');
  }
  expect(await isValid()).toBe('true');
});

test('a rule of the host application that refuses to complete a subtask also refuses its step', async () => {
  await db.sql`alter table deep_work_subtasks add constraint host_rule check (not completed or title <> 'Step 1') not valid`;
  await expectError(move(1, 'complete_step'), '23514');
  expect((await statuses())[0]).toBe('pending');
  await db.sql`alter table deep_work_subtasks drop constraint host_rule`;
});

test('steps linked to one subtask complete together, in one chain', async () => {
  const free = await db.makePlan(
    'owner',
    task,
    [1, 2].map((step) => ({ ...declareStep(step), depends_on: [] })),
  );
  const linked = subtasks[0] ?? '';
  for (const step of [1, 2]) {
    await db.as(
      writer,
      (tx) =>
        tx`select agent_add_log('create_subtask', ${free}, step_number => ${step}, entity_id => ${linked})`,
    );
  }
  await db.as(writer, (tx) => tx`select agent_move_step(${free}, 1, 'complete_step')`);
  const steps =
    await db.sql`select status from agent_execution_steps where plan_id = ${free} order by step_number`;
  expect(steps.map(({ status }) => status)).toEqual(['completed', 'completed']);
  const [plans] = await db.sql`select status, completed_steps from agent_execution_plans where id = ${free}`;
  expect(plans).toEqual({ status: 'completed', completed_steps: 2 });
  const proof = await db.as(owner, (tx) => tx`select agent_verify_log(${free}) as it`);
  expect(proof[0]?.it).toMatchObject({ is_valid: true });
});

test('a create_subtask row without a subtask keeps the link of its step', async () => {
  await db.as(writer, (tx) => tx`select agent_add_log('create_subtask', ${plan}, step_number => 1)`);
  const [step] =
    await db.sql`select subtask_id from agent_execution_steps where plan_id = ${plan} and step_number = 1`;
  expect(step).toEqual({ subtask_id: subtasks[0] });
  const [then] = await db.as(owner, (tx) => tx`select agent_plan_at(${plan}, 9223372036854775807) as it`);
  expect(then?.it.steps[0].subtask_id).toBe(subtasks[0]);
});

test('an internal error while the step follows fails the update of the subtask, and is not logged as a note', async () => {
  await db.sql`alter table agent_execution_logs add constraint fault check (action_type <> 'complete_step') not valid`;
  await expectError(tick(1, true), '23514');
  await db.sql`alter table agent_execution_logs drop constraint fault`;
  expect(await ticks()).toEqual([false, false, false]);
  expect((await log()).map((row) => row.action_type)).toEqual(['create_plan']);
});

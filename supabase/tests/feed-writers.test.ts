/**
 * Every path that appends to the log takes the lock that the feed counts as a writer before it draws a seq. A lock that conflicts with the
 * writers' stops each path there: at that moment it must not have drawn a seq.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Args, fastItem } from './engine-calls.ts';
import {
  agentKey,
  type Database,
  declareStep,
  type Identity,
  openDatabase,
  owner,
  serviceRole,
  type Transaction,
} from './identities.ts';

type Write = (tx: Transaction) => Promise<unknown>;

let db: Database;
let task: string;
let plan: string;
let subtask: string;
let moved: string;
let waiting: string;
let chain: string;
const imported = crypto.randomUUID();

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
  const steps = [declareStep(1), declareStep(2, { depends_on: [] }), declareStep(3), declareStep(4)];
  plan = await db.makePlan('owner', task, steps);
  moved = await db.makePlan('owner', task);
  chain = await db.makePlan('owner', task);
  waiting = await db.makePlan('owner', task, [declareStep(1, { max_attempts: 3 }), declareStep(2)]);
  await db.as(owner, async (tx) => {
    const [made] =
      await tx`select id from json_populate_recordset(null::public.deep_work_subtasks, agent_create_subtasks(${plan}))`;
    subtask = made?.id;
    await tx`select agent_set_context('notes', 'old', 'value', plan_id => ${plan})`;
    const log = { task_id: 'old', action_type: 'note', actor_type: 'user', actor: 'x', seq: 1 };
    const rows = [
      { table: 'deep_work_tasks', row: { id: 'old', title: 'Imported' } },
      { table: 'agent_execution_logs', row: { ...log, created_at: '2026-01-01T00:00:00Z', metadata: {} } },
    ];
    await tx`select agent_stage_import(${imported}, ${tx.json(rows)})`;
    await tx`select agent_claim_step(${waiting})`;
  });
  // Simulates an agent that died.
  await db.sql`update agent_execution_steps set lease_expires_at = clock_timestamp() - interval '1 s', times_out_at = null
    where plan_id = ${waiting} and lease_owner is not null`;
});
afterAll(() => db.end());

/** Runs a batch of the fast path, without a caller as the embedded backend does. */
const runBatch =
  (runs: 'run_moves' | 'begin_plans', name: string, args: () => Args): Write =>
  (tx) =>
    tx`select ${tx(`private.${runs}`)}(${tx.json([fastItem(name, args(), owner)])})`;

const paths: [string, Write, (Identity | null)?][] = [
  ['a new task', (tx) => tx`insert into deep_work_tasks (title) values ('New')`],
  ['a changed task', (tx) => tx`update deep_work_tasks set priority = 'HIGH' where id = ${task}`],
  ['a new subtask', (tx) => tx`insert into deep_work_subtasks (task_id, title) values (${task}, 'New')`],
  [
    'a subtask completed by a person',
    (tx) => tx`update deep_work_subtasks set completed = true where id = ${subtask}`,
  ],
  [
    'a new plan',
    (tx) => tx`select agent_create_plan(${task}, 'research', ${tx.json([declareStep(1)])})`,
    agentKey('owner', 'write'),
  ],
  [
    'a sub-plan',
    (tx) =>
      tx`select agent_create_plan(${task}, 'part', ${tx.json([declareStep(1)])}, parent_plan_id => ${plan}, parent_step_number => 2)`,
  ],
  ['a set context entry', (tx) => tx`select agent_set_context('notes', 'key', 'value', plan_id => ${plan})`],
  [
    'a deleted context entry',
    (tx) => tx`delete from agent_context_memory where plan_id = ${plan} and context_key = 'old'`,
  ],
  ['an operation that logs', (tx) => tx`select agent_add_log('note', ${plan})`],
  ['an operation that logs for a task', (tx) => tx`select agent_add_log('note', task_id => ${task})`],
  ['an operation that logs without a plan', (tx) => tx`select agent_add_log('note')`],
  [
    'an inserted row',
    (tx) => tx`insert into agent_execution_logs (plan_id, action_type) values (${plan}, 'note')`,
  ],
  [
    'a row inserted by the service role',
    (tx) => tx`insert into agent_execution_logs (plan_id, action_type) values (${plan}, 'note')`,
    serviceRole,
  ],
  ['a list of rows', (tx) => tx`select agent_add_logs(${tx.json([{ plan_id: plan, action_type: 'note' }])})`],
  [
    'a batch',
    (tx) =>
      tx`select agent_ingest_logs(${tx.json([{ plan_id: moved, action_type: 'start_step', step_number: 1 }])})`,
  ],
  ['an undone move', (tx) => tx`select agent_undo_move(${moved}, 1)`],
  ['an edited step', (tx) => tx`select agent_edit_step(${plan}, 3, '{"description": "Other"}')`],
  ['an added step', (tx) => tx`select agent_add_step(${plan}, '{"action": "a", "description": "d"}')`],
  [
    'a new version of a plan',
    (tx) => tx`select agent_replan(${plan}, ${tx.json([declareStep(1), declareStep(2)])}, 'why')`,
  ],
  ['an update of a plan', (tx) => tx`select agent_update_plan(${plan}, agent_reasoning => 'why')`],
  ['a move of a step', (tx) => tx`select agent_move_step(${moved}, 1, 'complete_step')`],
  [
    'a batch of moves',
    runBatch('run_moves', 'agent_move_step', () => ({
      plan_id: chain,
      step_number: 1,
      action_type: 'complete_step',
    })),
    null,
  ],
  [
    'a batch of new plans',
    runBatch('begin_plans', 'agent_create_plan', () => ({
      task_id: task,
      plan_type: 'research',
      steps: [declareStep(1)],
    })),
    null,
  ],
  ['a claim', (tx) => tx`select agent_claim_step(${moved})`],
  ['a claim that reclaims a lost step', (tx) => tx`select agent_claim_step(${waiting})`],
  ['an import', (tx) => tx`select agent_import_everything(${imported}, 2, accept_unverified => true)`],
];

async function readLastSeq(): Promise<unknown> {
  return (await db.sql`select last_value from agent_execution_logs_seq`)[0]?.last_value;
}

test.each(paths)('takes the lock before it draws a seq: %s', async (_path, write, identity = owner) => {
  const blocker = await db.sql.reserve();
  await blocker`begin`;
  await blocker`lock table agent_execution_logs in share mode`;
  const before = await readLastSeq();
  const writing = (identity ? db.as(identity, write) : db.sql.begin(write)).then(
    () => null,
    (error: unknown) => error,
  );
  const isBlocked = async () =>
    (
      await db.sql`select from pg_locks where relation = 'agent_execution_logs'::regclass and mode = 'RowExclusiveLock'
        and not granted`
    ).length;
  await Promise.race([
    expect.poll(isBlocked, { timeout: 10_000 }).toBe(1),
    writing.then((error) => Promise.reject(error ?? new Error('It was written beside the lock.'))),
  ]).finally(async () => {
    expect(await readLastSeq()).toBe(before);
    await blocker`rollback`;
    blocker.release();
  });
  expect(await writing).toBeNull();
  expect(await readLastSeq()).not.toBe(before);
});

// A statement that inserts into the log locks it before it runs, so begin_plans and run_moves may draw in it.
test('only functions that lock the log first draw from the sequence', async () => {
  const drawing = await db.sql<{ name: string }[]>`
    select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and p.prosrc ~ 'nextval' and p.prosrc ~ 'agent_execution_logs_seq'
    order by 1`;
  expect(drawing.map(({ name }) => name)).toEqual(['begin_plans', 'next_log_seqs', 'run_moves', 'stamp_log']);
  const [column] = await db.sql`select column_default, is_identity from information_schema.columns
    where table_name = 'agent_execution_logs' and column_name = 'seq'`;
  expect(column).toEqual({ column_default: '0', is_identity: 'NO' });
});

test('a transaction is a writer until its rows are visible', async () => {
  const position = async () => (await db.as(owner, (tx) => tx`select agent_feed_position() as it`))[0]?.it;
  await db.as(owner, async (tx) => {
    await tx`select agent_add_log('note', ${plan})`;
    expect((await position()).writers).toHaveLength(1);
  });
  expect((await position()).writers).toEqual([]);
});

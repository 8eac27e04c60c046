/** The action types of log rows. No caller may use a type that the database reserves, or one that looks like a known type. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentKey, type Database, expectError, openDatabase, owner, serviceRole } from './identities.ts';
import { type Call, expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let plan: string;

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
  plan = await db.makePlan('owner', task);
});
afterAll(() => db.end());

const OWN = [
  'create_plan',
  'delete_plan',
  'import_plan',
  'create_sub_plan',
  'delete_sub_plan',
  'set_context',
  'delete_context',
  'create_task',
  'update_task',
  'complete_task',
  'reopen_task',
  'delete_task',
  'update_subtask',
  'complete_subtask',
  'reopen_subtask',
  'delete_subtask',
];
const MOVES = [
  'start_step',
  'complete_step',
  'fail_step',
  'skip_step',
  'reopen_step',
  'block',
  'approve_step',
  'reject_step',
  'release_step',
  'reclaim_step',
  'edit_step',
  'add_step',
  'reorder_steps',
  'replan',
  'update_plan',
  'create_subtask',
];

interface Row {
  action_type: string;
  plan_id: string | null;
  task_id: string | null;
}

/** Every interface that appends a row. */
const interfaces: [string, (row: Row) => Call][] = [
  ['addLog', (row) => (tx) => tx`select agent_add_log(${row.action_type}, ${row.plan_id}, ${row.task_id})`],
  ['addLogs', (row) => (tx) => tx`select agent_add_logs(${tx.json([{ ...row }])})`],
  ['a batch', (row) => (tx) => tx`select agent_ingest_logs(${tx.json([{ ...row }])})`],
  ['an insert', (row) => (tx) => tx`insert into agent_execution_logs ${tx({ ...row })}`],
  [
    'a guarded call',
    (row) => (tx) =>
      tx`select agent_call('agent_add_log', ${tx.json({ ...row })}, ${crypto.randomUUID()}, '')`,
  ],
];
const places = (): Omit<Row, 'action_type'>[] => [
  { plan_id: plan, task_id: null },
  { plan_id: null, task_id: task },
  { plan_id: null, task_id: null },
];

describe.each(interfaces)('by %s', (_name, append) => {
  test.each(OWN)('refuses the reserved action type %s', async (action_type) => {
    for (const identity of [owner, agentKey('owner', 'read', 'write', 'approve'), serviceRole])
      for (const place of places())
        await expectError(db.as(identity, append({ action_type, ...place })), 'AE400');
  });

  test.each([
    ' complete_task',
    'complete_task ',
    'complete task',
    'Complete_Task',
    'complete-task',
    'completeTask',
    'complete_task\u200b',
    'complete\u00adtask',
    '\u202ecomplete_task',
    '\u0441omplete_task',
    'complete_t\u0430sk',
    'ｃomplete_task',
    'c\u0326omplete_task',
    'comp1ete_task',
    'compIete_task',
    'c0mplete_task',
    'delete\u00a0subtask',
    'clelete_task',
    'upclate_task',
    'c1elete_task',
    'CIelete_task',
    '8lock',
    '6lock',
    'create_su8task',
    'cornplete_task',
    're-p1an',
    'rec1aim_step',
    'redaim_step',
    'APPROVE_STEP',
    'approve step',
    '\u0430pprove_step',
    'complete__step',
    'Block',
    'note\n',
  ])('refuses %j, which looks like another name, and writes nothing', async (action_type) => {
    for (const place of places()) await expectRefused(db, append({ action_type, ...place }), 'AE400');
  });

  test('refuses create_subtask without a plan: a subtask of a task is logged by the operation', async () => {
    await expectError(
      db.as(owner, append({ action_type: 'create_subtask', plan_id: null, task_id: task })),
      'AE400',
    );
    await db.as(owner, append({ action_type: 'create_subtask', plan_id: plan, task_id: null }));
  });

  test.each([
    ['complete', 'complete_step'],
    ['completed', 'complete_step'],
    ['step_completed', 'complete_step'],
    ['StepCompleted', 'complete_step'],
    ['compelte_step', 'complete_step'],
    ['complete_steps', 'complete_step'],
    ['mark_done', 'complete_step'],
    ['finish', 'complete_step'],
    ['start', 'start_step'],
    ['step-started', 'start_step'],
    ['failed', 'fail_step'],
    ['fail_stpe', 'fail_step'],
    ['skipped', 'skip_step'],
    ['reopen', 'reopen_step'],
    ['blocked', 'block'],
    ['block_step', 'block'],
    ['approve', 'approve_step'],
    ['aprove_step', 'approve_step'],
    ['rejected', 'reject_step'],
    ['step_released', 'release_step'],
    ['pause_plan', 'update_plan'],
    ['plan_completed', 'update_plan'],
    ['set_status', 'update_plan'],
    ['update_step', 'edit_step'],
    ['add_steps', 'add_step'],
    ['reorder_step', 'reorder_steps'],
    ['create_subtasks', 'create_subtask'],
  ])('refuses %j, which looks like an action that moves a step or plan', async (action_type, meant) => {
    for (const place of places()) {
      const error = await expectRefused(db, append({ action_type, ...place }), 'AE400');
      expect(error.message).toContain(`did you mean ${meant}?`);
    }
  });

  test.each([
    'search',
    'analyze',
    'tool_call',
    'note',
    'decision',
    'Bash',
    'mcp__git__log',
    'PostToolUse',
    'web.search',
    'Edit',
    'replay',
    'lock',
    'test',
    'retry',
    'deploy',
    'release',
    'read_step',
    'improve_step',
    'validate_plan',
    'completed_task',
    'complete_tasks',
    'claim_step',
    'create_version',
    'clone',
    'review',
    'edit file',
  ])('accepts a free name such as %s unchanged', async (action_type) => {
    for (const place of places()) await db.as(owner, append({ action_type, ...place }));
    const [row] = await db.sql`select action_type from agent_execution_logs order by seq desc limit 1`;
    expect(row).toEqual({ action_type });
  });
});

test('finds every known name by its skeleton, and no two share one', async () => {
  for (const name of [...OWN, ...MOVES]) {
    const [row] = await db.sql`select private.known_action(private.action_skeleton(${name})) as name`;
    expect(row).toEqual({ name });
  }
  const [moves] = await db.sql`select array(select a from unnest(${MOVES}::text[]) a
    where not (private.step_moves() ? a or private.is_edit(a) or a in ('update_plan', 'create_subtask'))) as strange`;
  expect(moves).toEqual({ strange: [] });
});

test('refuses a known name with blanks, marks or look-alike letters anywhere in it', async () => {
  const strange = fc.constantFrom(
    ' ',
    '\t',
    '_',
    '-',
    '.',
    '\u200b',
    '\u200d',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u0301',
    '\u202e',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...OWN, ...MOVES),
      fc.array(fc.tuple(fc.nat(20), strange), { minLength: 1, maxLength: 4 }),
      async (name, inserted) => {
        let forged = name;
        for (const [at, mark] of inserted) forged = forged.slice(0, at) + mark + forged.slice(at);
        await expectError(
          db.as(owner, (tx) => tx`select agent_add_log(${forged}, ${plan}, step_number => 1)`),
          'AE400',
        );
      },
    ),
    { numRuns: 100 },
  );
});

/** A task as a document and back: the same plans, steps and log, in a valid chain. A forged document imports nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
  type Transaction,
} from './identities.ts';

let db: Database;
let taskId: string;
let planId: string;

// biome-ignore lint/suspicious/noExplicitAny: the tests forge documents of every shape
type Document = any;

const call = async (
  identity: Identity,
  work: (tx: Transaction) => Promise<readonly { answer?: Document }[]>,
) => {
  const [row] = await db.as(identity, work);
  return row?.answer;
};
const exportTask = (identity: Identity, id: string): Promise<Document> =>
  call(identity, (tx) => tx`select agent_export_task(${id}) as answer`);
const importAs = (identity: Identity, document: Document, isAccepted = false): Promise<Document> =>
  call(
    identity,
    (tx) =>
      tx`select agent_import(${JSON.stringify(document)}::text::jsonb, accept_unverified => ${isAccepted}) as answer`,
  );
const move = (step: number, action: string, result: object | null = null, confidence: number | null = null) =>
  db.as(
    agentKey('owner', 'write', 'approve'),
    (tx) =>
      tx`select agent_move_step(${planId}, ${step}, ${action}, 'did it', ${tx.json(result as never)}, ${confidence})`,
  );

beforeAll(async () => {
  db = await openDatabase();
  taskId = await db.makeTask('owner');
  planId = await db.makePlan('owner', taskId, [
    declareStep(1),
    declareStep(2, { requires_approval: true }),
    declareStep(3, { estimated_duration: 5 }),
    declareStep(4),
  ]);
  await move(1, 'start_step');
  await move(1, 'complete_step', { found: 3 }, 0.9);
  await move(2, 'approve_step');
  await move(2, 'fail_step');
  await move(2, 'reopen_step');
  await db.as(owner, async (tx) => {
    await tx`select agent_edit_step(${planId}, 4, '{"description": "Edited"}')`;
    await tx`select agent_replan(${planId}, ${tx.json([declareStep(1), declareStep(2), declareStep(3), { ...declareStep(4), description: 'Edited' }, declareStep(5)])}, 'One more')`;
    await tx`select agent_set_context('notes', 'a key', 'a value', plan_id => ${planId})`;
    await tx`select agent_set_context('notes', 'of the task', 'another', task_id => ${taskId})`;
    await tx`select agent_update_plan(${planId}, agent_reasoning => 'Changed my mind')`;
    await tx`insert into deep_work_subtasks (task_id, title) values (${taskId}, 'A part')`;
  });
  await move(2, 'skip_step');
});
afterAll(() => db.end());

/** The values that must be equal on both sides. */
const stepsOf = (document: Document) =>
  document.plans[0].steps.map((step: Document) => ({
    number: step.step_number,
    description: step.description,
    status: step.status,
    attempt: step.attempt,
    result: step.result,
    confidence: step.agent_confidence,
    started: step.started_at,
    completed: step.completed_at,
  }));
const factsOf = (logs: Document[]) =>
  logs.map(
    ({ action_type, description, actor_type, actor, created_at, after_state, step_number }: Document) => ({
      action_type,
      description,
      actor_type,
      actor,
      created_at,
      after_state,
      step_number,
    }),
  );

describe('a document', () => {
  test('is imported as another task with the same plan, log and context', async () => {
    const document = await exportTask(owner, taskId);
    const { task_id, plan_ids } = await importAs(owner, document);
    expect(task_id).not.toBe(taskId);
    const copy = await exportTask(owner, task_id);
    expect(stepsOf(copy)).toEqual(stepsOf(document));
    const [before] = document.plans;
    const [after] = copy.plans;
    for (const name of [
      'plan_type',
      'status',
      'current_step',
      'completed_steps',
      'version',
      'agent_reasoning',
      'created_at',
      'started_at',
    ])
      expect([name, after.plan[name]]).toEqual([name, before.plan[name]]);
    expect(factsOf(after.logs.slice(0, -1))).toEqual(factsOf(before.logs));
    expect(after.logs.find(({ action_type }: Document) => action_type === 'import_plan')).toMatchObject({
      actor: 'owner@example.com',
      entity_id: planId,
      after_state: { last_hash: before.plan.last_hash, rows: before.logs.length },
    });
    expect(after.versions.map(({ version, reason }: Document) => [version, reason])).toEqual([
      [1, null],
      [2, 'One more'],
    ]);
    expect(
      after.context.map(({ context_key, context_value }: Document) => [context_key, context_value]),
    ).toEqual([['a key', 'a value']]);
    expect(copy.context.map(({ context_key }: Document) => context_key)).toEqual(['of the task']);
    expect(copy.subtasks.map(({ title }: Document) => title)).toEqual(['A part']);
    const proof = await call(owner, (tx) => tx`select agent_verify_log(${plan_ids[0]}) as answer`);
    expect(proof).toMatchObject({ is_valid: true });
  });

  test('can be worked on after the import', async () => {
    const { plan_ids } = await importAs(owner, await exportTask(owner, taskId));
    const [id] = plan_ids;
    await db.as(owner, (tx) => tx`select agent_move_step(${id}, 3, 'complete_step')`);
    const [plan] = await db.sql`select completed_steps from agent_execution_plans where id = ${id}`;
    expect(plan?.completed_steps).toBe(3);
    const now = await call(owner, (tx) => tx`select agent_plan_at(${id}, 9223372036854775807) as answer`);
    expect(now.completed_steps).toBe(3);
  });
});

describe('a caller without the right', () => {
  test('cannot export a task of another person', async () => {
    await expectError(exportTask(other, taskId), 'AE404');
    await expectError(
      call(other, (tx) => tx`select agent_export_plan(${planId}) as answer`),
      'AE404',
    );
  });

  test('cannot import as an agent: only people import a history', async () => {
    await expectError(importAs(agentKey('owner', 'write'), await exportTask(owner, taskId)), 'AE403');
  });
});

test('no caller can log an import that did not happen', async () => {
  await expectError(
    db.as(owner, (tx) => tx`select agent_add_log('import_plan', ${planId})`),
    'AE400',
  );
});

describe('a forged document', () => {
  const forgeries: [string, (document: Document) => void][] = [
    [
      'is of another format',
      (d) => {
        d.format = 'other';
      },
    ],
    [
      'has no task',
      (d) => {
        d.task = null;
      },
    ],
    [
      'has a task without a title',
      (d) => {
        d.task = {};
      },
    ],
    [
      'moves steps as no move does',
      (d) => {
        const last = d.plans[0].logs.at(-1);
        d.plans[0].logs.push({ ...last, seq: last.seq + 1, action_type: 'complete_step', step_number: 2 });
      },
    ],
    [
      'has invalid steps',
      (d) => {
        d.plans[0].versions[0].steps = [{ step: 7 }];
      },
    ],
    [
      'has a row that looks like a reserved one',
      (d) => {
        d.plans[0].logs[1].action_type = 'complete\u200b_step';
      },
    ],
    [
      'has an actor of an unknown type',
      (d) => {
        d.plans[0].logs[1].actor_type = 'god';
      },
    ],
    [
      'has a confidence of 7',
      (d) => {
        d.plans[0].logs[1].agent_confidence = 7;
      },
    ],
  ];
  test.each(forgeries)('is refused, and nothing is written: it %s', async (_what, forge) => {
    const document = await exportTask(owner, taskId);
    forge(document);
    const count = async () =>
      (
        await db.sql`select (select count(*) from deep_work_tasks) as tasks, (select count(*) from agent_execution_logs) as logs`
      )[0];
    const before = await count();
    await expectError(importAs(owner, document, true), 'AE400');
    expect(await count()).toEqual(before);
  });

  test('gets the states of its steps from its log', async () => {
    const document = await exportTask(owner, taskId);
    for (const step of document.plans[0].steps) step.status = 'completed';
    document.plans[0].plan.status = 'completed';
    const { task_id } = await importAs(owner, document);
    expect(stepsOf(await exportTask(owner, task_id))).toEqual(stepsOf(await exportTask(owner, taskId)));
  });
});

describe('a document whose log does not verify', () => {
  const changes: [string, number, (logs: Document[]) => void][] = [
    ['with a row that was reworded', 3, (logs) => Object.assign(logs[2], { description: 'Never happened' })],
    ['with a row by another actor', 3, (logs) => Object.assign(logs[2], { actor: 'Somebody else' })],
    [
      'with a row of another time',
      3,
      (logs) => Object.assign(logs[2], { created_at: '2020-01-01T00:00:00Z' }),
    ],
    ['without a row', 9, (logs) => logs.splice(8, 1)],
    ['without seals', 1, (logs) => logs.map((log) => Object.assign(log, { hash: null, prev_hash: null }))],
  ];
  test.each(changes)(
    '%s is refused with its first faulty row, and accepted on request',
    async (_what, row, change) => {
      const document = await exportTask(owner, taskId);
      change(document.plans[0].logs);
      const refusal = await expectError(importAs(owner, document), 'AE400');
      expect(refusal.message).toContain(`The log of plan ${planId} does not verify at row ${row} (seq `);
      const { plan_ids } = await importAs(owner, document, true);
      const [seal] = await db.sql`select after_state from agent_execution_logs
        where plan_id = ${plan_ids[0]} and action_type = 'import_plan'`;
      expect(seal?.after_state.not_verified).toBe(refusal.message);
    },
  );

  test('without its newest rows is refused', async () => {
    const document = await exportTask(owner, taskId);
    document.plans[0].logs.pop();
    const refusal = await expectError(importAs(owner, document), 'AE400');
    expect(refusal.message).toBe(`The log of plan ${planId} does not verify: its newest rows were removed.`);
  });

  test('that verifies has no note about it in its seal', async () => {
    const { plan_ids } = await importAs(owner, await exportTask(owner, taskId), true);
    const [seal] = await db.sql`select after_state from agent_execution_logs
      where plan_id = ${plan_ids[0]} and action_type = 'import_plan'`;
    expect(seal?.after_state).not.toHaveProperty('not_verified');
  });
});

describe('the ids of an import', () => {
  const idOf = async (user: string, key: string) => {
    const [row] = await db.sql`select private.context_id(${user}, null, null, 'notes', ${key})::text as id`;
    return String(row?.id);
  };

  test('are new, so the version of another owner’s entry does not change', async () => {
    const foreign = await idOf('owner', 'target');
    const document = await exportTask(owner, taskId);
    const entry = document.plans[0].logs.find(({ action_type }: Document) => action_type === 'set_context');
    for (let i = 0; i < 5; i += 1)
      document.plans[0].logs.push({ ...entry, entity_id: foreign, seq: entry.seq + 1_000_000 + i });
    const { plan_ids } = await importAs(other, document, true);
    const taken = await db.sql`
      select from agent_execution_logs where plan_id = ${plan_ids[0]} and entity_id = ${foreign}`;
    expect(taken).toHaveLength(0);
    const set = await call(owner, (tx) => tx`select agent_set_context('notes', 'target', 'first') as answer`);
    expect(set).toMatchObject({ id: foreign, version: 1 });
  });

  test('point the history of an imported entry to the copy', async () => {
    const { plan_ids } = await importAs(other, await exportTask(owner, taskId));
    const [entry] = await db.sql`select id from agent_context_memory where plan_id = ${plan_ids[0]}`;
    const known = await call(other, (tx) => tx`select agent_get_context(${entry?.id})->'history' as answer`);
    expect(known.map((row: Document) => row.after_state.context_value)).toContain('a value');
  });

  test('are not affected by a row of another owner that names the entry', async () => {
    const foreign = await idOf('owner', 'named by another');
    await db.sql.begin(async (tx) => {
      await tx`select set_config('agent_execution.sealed', 'yes', true)`;
      await tx`insert into agent_execution_logs (seq, user_id, action_type, entity_id, actor_type, actor, created_at, hash)
        values (nextval('agent_execution_logs_seq'), 'other', 'set_context', ${foreign}, 'user', 'other', now(), 'x')`;
    });
    const set = await call(
      owner,
      (tx) => tx`select agent_set_context('notes', 'named by another', 'first') as answer`,
    );
    expect(set).toMatchObject({ id: foreign, version: 1 });
  });
});

/** A task as a document and back: the same plans, steps and log, in a chain that holds; and nothing of a document that lies. */
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

// biome-ignore lint/suspicious/noExplicitAny: the documents are taken apart and put together wrongly below
type Document = any;

const call = async (
  identity: Identity,
  speak: (tx: Transaction) => Promise<readonly { answer?: Document }[]>,
) => {
  const [row] = await db.as(identity, speak);
  return row?.answer;
};
const exportTask = (identity: Identity, id: string): Promise<Document> =>
  call(identity, (tx) => tx`select agent_export_task(${id}) as answer`);
const importAs = (identity: Identity, document: Document): Promise<Document> =>
  call(identity, (tx) => tx`select agent_import(${JSON.stringify(document)}::text::jsonb) as answer`);
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

/** What must be the same on both sides. */
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
  test('comes back as another task with the same plan, log and memory', async () => {
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
    const kept = after.logs.slice(1, 1 + before.logs.length - 1);
    expect(factsOf(kept)).toEqual(factsOf(before.logs.slice(1)));
    expect(after.logs.find(({ action_type }: Document) => action_type === 'import_plan')).toMatchObject({
      actor: 'owner@example.com',
      entity_id: planId,
      after_state: { last_hash: before.plan.last_hash, rows: before.logs.length - 1 },
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

  test('goes on being worked on', async () => {
    const { plan_ids } = await importAs(owner, await exportTask(owner, taskId));
    const [id] = plan_ids;
    await db.as(owner, (tx) => tx`select agent_move_step(${id}, 3, 'complete_step')`);
    const [plan] = await db.sql`select completed_steps from agent_execution_plans where id = ${id}`;
    expect(plan?.completed_steps).toBe(3);
    const now = await call(owner, (tx) => tx`select agent_plan_at(${id}, 9223372036854775807) as answer`);
    expect(now.completed_steps).toBe(3);
  });
});

describe('nobody', () => {
  test('exports what is another’s', async () => {
    await expectError(exportTask(other, taskId), 'AE404');
    await expectError(
      call(other, (tx) => tx`select agent_export_plan(${planId}) as answer`),
      'AE404',
    );
  });

  test('imports but a person: an agent’s past is not to be brought along', async () => {
    await expectError(importAs(agentKey('owner', 'write'), await exportTask(owner, taskId)), 'AE403');
  });
});

test('nobody says that something was imported which was not', async () => {
  await expectError(
    db.as(owner, (tx) => tx`select agent_add_log('import_plan', ${planId})`),
    'AE400',
  );
});

describe('a document that lies', () => {
  const lies: [string, (document: Document) => void][] = [
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
      'moves steps as none can be moved',
      (d) => {
        d.plans[0].logs.push({ ...d.plans[0].logs.at(-1), action_type: 'complete_step', step_number: 2 });
      },
    ],
    [
      'has steps that are none',
      (d) => {
        d.plans[0].versions[0].steps = [{ step: 7 }];
      },
    ],
    [
      'has an actor of no kind',
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
  test.each(lies)('it %s: nothing is written', async (_what, lie) => {
    const document = await exportTask(owner, taskId);
    lie(document);
    const count = async () =>
      (
        await db.sql`select (select count(*) from deep_work_tasks) as tasks, (select count(*) from agent_execution_logs) as logs`
      )[0];
    const before = await count();
    await expectError(importAs(owner, document), 'AE400');
    expect(await count()).toEqual(before);
  });

  test('of what steps are stands as its log says', async () => {
    const document = await exportTask(owner, taskId);
    for (const step of document.plans[0].steps) step.status = 'completed';
    document.plans[0].plan.status = 'completed';
    const { task_id } = await importAs(owner, document);
    expect(stepsOf(await exportTask(owner, task_id))).toEqual(stepsOf(await exportTask(owner, taskId)));
  });
});

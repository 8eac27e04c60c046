/** Invalid steps, and moves that a plan does not allow: each is refused with its SQLSTATE and writes nothing. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, type Identity, openDatabase, owner } from './identities.ts';
import { type Call, expectRefused as expectCallRefused } from './refusal.ts';

let db: Database;
let taskId: string;
let planId: string;

beforeAll(async () => {
  db = await openDatabase();
  taskId = await db.makeTask('owner');
});

afterAll(() => db.end());

beforeEach(async () => {
  planId = await db.makePlan('owner', taskId);
});

const expectRefused = (...refusal: [call: Call, sqlstate: string, identity?: Identity]) =>
  expectCallRefused(db, ...refusal);

const createPlan = (steps: postgres.JSONValue, task: string = taskId): Call => {
  return (tx) => tx`select agent_create_plan(${task}, 'research', ${tx.json(steps)})`;
};
const move = (action: string, step: number | null = 1): Call => {
  return (tx) => tx`select agent_move_step(${planId}, ${step}, ${action})`;
};
const note = (fields: Record<string, postgres.ParameterOrJSON<never>>): Call => {
  return (tx) =>
    tx`insert into agent_execution_logs ${tx({ plan_id: planId, action_type: 'note', ...fields })}`;
};

describe('invalid steps', () => {
  test.each<[string, postgres.JSONValue]>([
    ['none', []],
    ['not a list', { step: 1 }],
    ['null', null],
    ['1,001 steps', Array.from({ length: 1001 }, (_, index) => declareStep(index + 1))],
    ['a repeated number', [declareStep(1), declareStep(1)]],
    ['numbers that do not start at 1', [declareStep(2), declareStep(3)]],
    ['a gap', [declareStep(1), declareStep(3)]],
    ['out of order', [declareStep(2), declareStep(1)]],
    ['a number that is text', [declareStep(1, { step: '1' })]],
    ['a step that is not an object', ['search']],
    ['no action', [declareStep(1, { action: null })]],
    ['a blank description', [declareStep(1, { description: '  ' })]],
    ['a description of 1 MB', [declareStep(1, { description: 'x'.repeat(1_000_000) })]],
    ['a negative duration', [declareStep(1, { estimated_duration: -1 })]],
    ['a duration that is text', [declareStep(1, { estimated_duration: 'long' })]],
    ['a fraction of an attempt', [declareStep(1, { max_attempts: 1.5 })]],
    ['an approval that is text', [declareStep(1, { requires_approval: 'yes' })]],
    ['a step that depends on itself', [declareStep(1, { depends_on: [1] })]],
    ['a dependency cycle', [declareStep(1, { depends_on: [3] }), declareStep(2), declareStep(3)]],
    ['a dependency that does not exist', [declareStep(1, { depends_on: [2] })]],
    ['a dependency on step 0', [declareStep(1, { depends_on: [0] })]],
    ['a repeated dependency', [declareStep(1), declareStep(2, { depends_on: [1, 1] })]],
    ['a dependency that is a fraction', [declareStep(1), declareStep(2, { depends_on: [1.5] })]],
    ['a dependency that is text', [declareStep(1), declareStep(2, { depends_on: ['1'] })]],
    ['a dependency in words', [declareStep(1), declareStep(2, { depends_on: ['first'] })]],
    ['a dependency that is an object', [declareStep(1), declareStep(2, { depends_on: [{}] })]],
    ['dependencies that are not a list', [declareStep(1), declareStep(2, { depends_on: 1 })]],
  ])('%s: AE400', async (_what, steps) => {
    await expectRefused(createPlan(steps), 'AE400');
  });

  test('a plan of more than 1 MB: AE413', async () => {
    const steps = Array.from({ length: 120 }, (_, n) =>
      declareStep(n + 1, { description: 'x'.repeat(10_000) }),
    );
    await expectRefused(createPlan(steps), 'AE413');
  });

  test('a missing or blank plan type', async () => {
    await expectRefused(
      (tx) => tx`select agent_create_plan(${taskId}, ' ', ${tx.json([declareStep(1)])})`,
      '23514',
    );
    await expectRefused(
      (tx) => tx`select agent_create_plan(${taskId}, null, ${tx.json([declareStep(1)])})`,
      '23502',
    );
  });
});

describe('impossible moves', () => {
  const makeMoves = (...moves: [action: string, step: number][]) =>
    db.as(owner, async (tx) => {
      for (const [action, step] of moves) await move(action, step)(tx);
    });
  const setPlan = (status: string) =>
    db.as(owner, (tx) => tx`select agent_update_plan(${planId}, ${status})`);

  test('starting a step before its dependencies are done: AE409', async () => {
    await expectRefused(move('start_step', 2), 'AE409');
    await expectRefused(move('complete_step', 3), 'AE409');
  });

  test('moving a completed step other than by reopening it: AE409', async () => {
    await makeMoves(['complete_step', 1]);
    for (const action of ['start_step', 'fail_step', 'skip_step', 'block', 'approve_step']) {
      await expectRefused(move(action), 'AE409');
    }
  });

  test('approving a step that awaits no approval: AE409', async () => {
    await expectRefused(move('approve_step'), 'AE409');
  });

  test('starting a gated step before it is approved: AE409; approving with a key that may not: AE403', async () => {
    planId = await db.makePlan('owner', taskId, [declareStep(1, { requires_approval: true })]);
    await expectRefused(move('start_step'), 'AE409');
    await expectRefused(move('complete_step'), 'AE409');
    await expectRefused(move('approve_step'), 'AE403', agentKey('owner', 'read', 'write'));
  });

  test('any move in a cancelled plan: AE409', async () => {
    await setPlan('cancelled');
    await expectRefused(move('start_step'), 'AE409');
    await expectRefused(move('skip_step'), 'AE409');
    await expectRefused((tx) => tx`select agent_update_plan(${planId}, 'in_progress')`, 'AE409');
  });

  test('starting a step of a paused plan, or setting the plan back to pending: AE409', async () => {
    await setPlan('paused');
    await expectRefused(move('start_step'), 'AE409');
    await expectRefused((tx) => tx`select agent_update_plan(${planId}, 'pending')`, 'AE409');
  });

  test('setting a completed plan to another status: AE409', async () => {
    await makeMoves(['complete_step', 1], ['skip_step', 2], ['complete_step', 3]);
    await expectRefused((tx) => tx`select agent_update_plan(${planId}, 'in_progress')`, 'AE409');
    await expectRefused(move('start_step', 3), 'AE409');
  });

  test('no step, an action that moves no step, or a move without a plan: AE400', async () => {
    await expectRefused(move('start_step', null), 'AE400');
    await expectRefused(move('note'), 'AE400');
    await expectRefused(note({ action_type: 'complete_step' }), 'AE400');
    await expectRefused((tx) => tx`select agent_add_log('start_step', step_number => 1)`, 'AE400');
    await expectRefused((tx) => tx`select agent_add_log('update_plan')`, 'AE400');
  });

  test.each<[string, postgres.JSONValue]>([
    ['nothing', {}],
    ['no known field', { title: 'New' }],
    ['an unknown status', { status: 'done' }],
    ['a status of null', { status: null }],
    ['step 0', { current_step: 0 }],
    ['step 5 of a plan of three', { current_step: 5 }],
    ['a step in words', { current_step: 'first' }],
    ['a fraction of a step', { current_step: 1.5 }],
    ['reasoning that is not text', { agent_reasoning: 1 }],
    ['a list', ['status']],
  ])('a change of a plan to %s: AE400', async (_what, state) => {
    await expectRefused(
      (tx) => note({ action_type: 'update_plan', after_state: tx.json(state) })(tx),
      'AE400',
    );
  });
});

/** JSON from languages that write whole numbers as 1.0. */
describe('whole numbers written as fractions', () => {
  test('are accepted as whole numbers', async () => {
    const steps =
      '[{"step": 1.0, "action": "a", "description": "b"}, {"step": 2.0, "action": "a", "description": "b", "depends_on": [1.0], "max_attempts": 2.0}]';
    await expect(
      db.as(owner, async (tx) => {
        const [plan] =
          await tx`select id from agent_create_plan(${taskId}, 'research', ${steps}::text::jsonb)`;
        const rows = await tx`select step_number, depends_on, max_attempts from agent_execution_steps
          where plan_id = ${plan?.id} order by step_number`;
        expect([...rows]).toEqual([
          { step_number: 1, depends_on: [], max_attempts: 1 },
          { step_number: 2, depends_on: [1], max_attempts: 2 },
        ]);
        const [log] =
          await tx`select * from agent_add_log('update_plan', ${plan?.id}, after_state => ${'{"current_step": 2.0}'}::text::jsonb)`;
        expect(log?.before_state).toEqual({ current_step: 1 });
        throw new Error('Seen enough');
      }),
    ).rejects.toThrow('Seen enough');
  });
});

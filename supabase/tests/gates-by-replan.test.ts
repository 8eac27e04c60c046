/** A key without the scope approve cannot remove a step from behind its gate: not by a re-plan, another order or other text. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { agentKey, type Database, declareStep, type Identity, openDatabase, owner } from './identities.ts';
import { type Call, expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let plan: string;
const writer = agentKey('owner', 'read', 'write');
const approver = agentKey('owner', 'read', 'write', 'approve');
const gate = (step: number) => declareStep(step, { requires_approval: true });

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan('owner', task, [declareStep(1), gate(2), declareStep(3)]);
});

const move = (id: string, step: number, action: string, identity: Identity = owner) =>
  db.as(identity, (tx) => tx`select agent_move_step(${id}, ${step}, ${action})`);
const makeSubPlan = async (parent: string, step: number, steps: postgres.JSONValue) => {
  const [made] = await db.as(
    owner,
    (tx) => tx<{ id: string }[]>`select id from agent_create_plan(${task}, 'research', ${tx.json(steps)},
      parent_plan_id => ${parent}, parent_step_number => ${step})`,
  );
  return made?.id ?? '';
};

describe('a step behind its gate', () => {
  const replan =
    (steps: postgres.JSONValue): Call =>
    (tx) =>
      tx`select agent_replan(${plan}, ${tx.json(steps)})`;
  const reorder =
    (order: number[]): Call =>
    (tx) =>
      tx`select agent_reorder_steps(${plan}, ${order})`;

  test.each<[string, Call]>([
    [
      'a re-plan that removes the dependency',
      replan([declareStep(1), gate(2), declareStep(3, { depends_on: [1] })]),
    ],
    [
      'a re-plan in another order',
      replan([
        declareStep(1),
        declareStep(2, { description: 'Step 3' }),
        { ...gate(3), description: 'Step 2' },
      ]),
    ],
    [
      'a re-plan that removes all its dependencies',
      replan([declareStep(1), gate(2), declareStep(3, { depends_on: [] })]),
    ],
    ...[' Step 3', 'Step 3 ', 'STEP 3', 'Step  3', 'Other words'].map((description): [string, Call] => [
      `a re-plan that puts ${JSON.stringify(description)} for a step and before its gate`,
      replan([declareStep(1), gate(2), declareStep(3, { description, depends_on: [1] })]),
    ]),
    [
      'a re-plan that gives a step another action before its gate',
      replan([declareStep(1), gate(2), declareStep(3, { action: 'other', depends_on: [] })]),
    ],
    [
      'a re-plan that swaps the text of a step behind its gate with that of a step before it',
      replan([
        declareStep(1, { description: 'STEP 3' }),
        { ...gate(2), depends_on: [] },
        declareStep(3, { description: 'Step 1.' }),
      ]),
    ],
    [
      'a re-plan that replaces a step behind its gate and adds one before it',
      replan([
        declareStep(1),
        gate(2),
        declareStep(3, { description: 'Other words' }),
        declareStep(4, { description: 'New', depends_on: [1] }),
      ]),
    ],
    ['a reorder', reorder([1, 3, 2])],
    ['a reorder with the gate last', reorder([3, 1, 2])],
  ])('stays there: %s requires the scope approve', async (_how, call) => {
    await expectRefused(db, call, 'AE403', writer);
    await db.as(approver, call);
  });

  test('allows a key to re-plan and reorder steps that keep their gate', async () => {
    await db.as(writer, reorder([2, 1, 3]));
    plan = await db.makePlan('owner', task, [declareStep(1), gate(2), declareStep(3), declareStep(4)]);
    await db.as(writer, reorder([1, 2, 4, 3]));
    plan = await db.makePlan('owner', task, [declareStep(1), gate(2), declareStep(3)]);
    await db.as(
      writer,
      replan([
        declareStep(1, { description: 'First' }),
        { ...gate(2), description: 'Step 2' },
        declareStep(3),
        declareStep(4),
      ]),
    );
  });

  test.each<[string, Call]>([
    [
      'replace a step behind its gate',
      replan([declareStep(1), gate(2), declareStep(3, { description: 'Other words' })]),
    ],
    [
      'replace a step by one that depends on the gate through another',
      replan([
        declareStep(1),
        gate(2),
        declareStep(3, { description: 'Between' }),
        declareStep(4, { description: 'Other words', depends_on: [3] }),
      ]),
    ],
    [
      'replace a step behind its gate and the text of the gate',
      replan([
        declareStep(1),
        { ...gate(2), description: 'Other gate' },
        declareStep(3, { description: 'Other words' }),
      ]),
    ],
    ['remove a step', replan([declareStep(1), gate(2)])],
    [
      'add independent work',
      replan([declareStep(1), gate(2), declareStep(3), declareStep(4, { depends_on: [] })]),
    ],
  ])('allows a key to %s', async (_what, call) => {
    await db.as(writer, call);
  });

  test('binds a step that depends on its gate through another step', async () => {
    const between = declareStep(3, { description: 'Between', requires_approval: true });
    await db.as(
      writer,
      replan([declareStep(1), gate(2), between, { ...declareStep(4), description: 'Step 3' }]),
    );
  });

  test.each<[string, Call]>([
    ['removes the dependency', replan([declareStep(1), declareStep(2, { depends_on: [] })])],
    ['removes the step', replan([declareStep(1, { description: 'Step 2' })])],
    ['rewords the step', replan([declareStep(1, { description: 'STEP 1' }), declareStep(2)])],
    [
      'replaces a later step',
      replan([declareStep(1), declareStep(2, { description: 'STEP 2', depends_on: [] })]),
    ],
    ['reorders the steps', reorder([2, 1])],
  ])('refuses a call that %s while the sub-plan of a step has an open gate', async (_how, call) => {
    plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2)]);
    await makeSubPlan(plan, 1, [gate(1)]);
    await expectRefused(db, call, 'AE403', writer);
    await db.as(approver, call);
  });

  test('accepts no step with the same text elsewhere in place of one whose sub-plan has an open gate', async () => {
    plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2, { description: 'Step 1' })]);
    await makeSubPlan(plan, 1, [gate(1)]);
    const call = replan([
      declareStep(1, { description: 'Other words' }),
      declareStep(2, { description: 'Step 1' }),
    ]);
    await expectRefused(db, call, 'AE403', writer);
  });

  test('an approved gate binds no step', async () => {
    await move(plan, 1, 'complete_step');
    await move(plan, 2, 'approve_step');
    await db.as(writer, replan([declareStep(1), gate(2), declareStep(3, { depends_on: [] })]));
  });
});

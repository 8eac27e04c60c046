/** Ids and values that the database refuses, each with its SQLSTATE and without writing anything. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, declareStep, type Identity, openDatabase, owner } from './identities.ts';
import { type Call, expectRefused as expectCallRefused } from './refusal.ts';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

let db: Database;
let taskId: string;
let planId: string;
let othersTaskId: string;
let othersPlanId: string;

beforeAll(async () => {
  db = await openDatabase();
  taskId = await db.makeTask('owner');
  othersTaskId = await db.makeTask('other');
  othersPlanId = await db.makePlan('other', othersTaskId);
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

describe('ids that do not exist or belong to another person', () => {
  const calls: [string, (ids: { task: string; plan: string }) => Call][] = [
    ['a plan for a task', ({ task }) => createPlan([declareStep(1)], task)],
    [
      'a log row of a task',
      ({ task }) =>
        (tx) =>
          tx`select agent_add_log('note', task_id => ${task})`,
    ],
    [
      'context of a task',
      ({ task }) =>
        (tx) =>
          tx`select agent_set_context('a', 'b', 'c', task_id => ${task})`,
    ],
    [
      'a log row',
      ({ plan }) =>
        (tx) =>
          tx`select agent_add_log('note', ${plan})`,
    ],
    [
      'a move of a step',
      ({ plan }) =>
        (tx) =>
          tx`select agent_move_step(${plan}, 1, 'start_step')`,
    ],
    [
      'a change of a plan',
      ({ plan }) =>
        (tx) =>
          tx`select agent_update_plan(${plan}, 'paused')`,
    ],
    [
      'context of a plan',
      ({ plan }) =>
        (tx) =>
          tx`select agent_set_context('a', 'b', 'c', plan_id => ${plan})`,
    ],
    [
      'a blocked step',
      ({ plan }) =>
        (tx) =>
          tx`select agent_block_step(${plan}, 1, 'Broken')`,
    ],
    [
      'subtasks',
      ({ plan }) =>
        (tx) =>
          tx`select agent_create_subtasks(${plan})`,
    ],
    [
      'the proof of a log',
      ({ plan }) =>
        (tx) =>
          tx`select agent_verify_log(${plan})`,
    ],
  ];

  test.each(calls)('%s: AE404, with the same message in both cases', async (_what, call) => {
    const absent = await expectRefused(call({ task: 'deep-0', plan: UNKNOWN_ID }), 'AE404');
    const foreign = await expectRefused(call({ task: othersTaskId, plan: othersPlanId }), 'AE404');
    const blank = (text = '') => text.replaceAll(/deep-0|[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
    expect(blank(foreign.message)).toBe(blank(absent.message));
    expect(blank(foreign.hint)).toBe(blank(absent.hint));
    expect(foreign.detail).toBe(absent.detail);
  });

  test.each([0, -1, 4, 2_147_483_647])('step %i of a plan of three: AE404', async (step) => {
    await expectRefused(move('start_step', step), 'AE404');
    await expectRefused(note({ step_number: step }), 'AE404');
    await expectRefused(
      (tx) => tx`select agent_set_context('a', 'b', 'c', plan_id => ${planId}, step_number => ${step})`,
      'AE404',
    );
  });

  test('a task that does not own the plan: AE400', async () => {
    await expectRefused(
      (tx) => tx`select agent_set_context('a', 'b', 'c', task_id => 'deep-0', plan_id => ${planId})`,
      'AE400',
    );
  });

  test('a faulty row of a list stops the whole list', async () => {
    await expectRefused((tx) => {
      const rows = [UNKNOWN_ID, othersPlanId].map((id) => ({ plan_id: id, action_type: 'note' }));
      return tx`select agent_add_logs(${tx.json([{ plan_id: planId, action_type: 'note' }, ...rows])})`;
    }, 'AE404');
  });
});

describe('values', () => {
  test.each([-0.01, 1.01, Number.NaN, Number.POSITIVE_INFINITY])(
    'confidence %d: AE400',
    async (confidence) => {
      await expectRefused(note({ agent_confidence: confidence }), 'AE400');
    },
  );

  test.each<[string, Record<string, string | number>, string]>([
    ['a description of 1 MB', { description: 'x'.repeat(1_000_000) }, '23514'],
    ['an error message of 1 MB', { error_message: 'x'.repeat(1_000_000) }, '23514'],
    ['an action of 101 characters', { action_type: 'x'.repeat(101) }, '23514'],
    ['a blank action', { action_type: ' ' }, '23514'],
    ['an entity id of 201 characters', { entity_id: 'x'.repeat(201) }, '23514'],
    ['NUL in text', { description: 'a\u0000b' }, '22021'],
  ])('%s: refused', async (_what, fields, sqlstate) => {
    await expectRefused(note(fields), sqlstate);
  });

  test('an after_state of 5 MB, a before_state and a result just too large: AE413', async () => {
    const large = (bytes: number) => ({ output: 'x'.repeat(bytes) });
    await expectRefused((tx) => note({ after_state: tx.json(large(5_000_000)) })(tx), 'AE413');
    await expectRefused((tx) => note({ before_state: tx.json(large(262_144)) })(tx), 'AE413');
    await expectRefused(
      (tx) =>
        tx`select agent_move_step(${planId}, 1, 'complete_step', result => ${tx.json(large(5_000_000))})`,
      'AE413',
    );
    await expectRefused(
      (tx) => tx`select agent_update_plan(${planId}, agent_reasoning => ${'x'.repeat(1_000_000)})`,
      'AE413',
    );
  });

  test('metadata of more than 16 KB: AE413', async () => {
    await expectRefused((tx) => note({ metadata: tx.json({ a: 'x'.repeat(16_384) }) })(tx), 'AE413');
  });

  test('NUL in JSON: 22P05', async () => {
    await expectRefused(
      (tx) => tx`select agent_add_log('note', ${planId}, after_state => ${'{"a": "\\u0000"}'}::text::jsonb)`,
      '22P05',
    );
    await expectRefused((tx) => createPlan([declareStep(1, { description: 'a\u0000b' })])(tx), '22P05');
  });

  test('half a surrogate pair in JSON: 22P02', async () => {
    await expectRefused(
      (tx) => tx`select agent_add_log('note', ${planId}, after_state => ${'{"a": "\\ud800"}'}::text::jsonb)`,
      '22P02',
    );
  });

  test('an id that is not a uuid: 22P02; a malformed date: 22007; a date out of range: 22008', async () => {
    await expectRefused((tx) => tx`select agent_add_log('note', ${'plan-1'}::text::uuid)`, '22P02');
    await expectRefused(
      (tx) => tx`select agent_query_plans(start_date => ${'soon'}::text::timestamptz)`,
      '22007',
    );
    await expectRefused(
      (tx) => tx`select agent_query_plans(start_date => ${'2026-02-30'}::text::timestamptz)`,
      '22008',
    );
    await expectRefused(
      (tx) => tx`select agent_add_logs(${tx.json([{ plan_id: 'plan-1', action_type: 'note' }])})`,
      '22P02',
    );
  });

  test.each<[string, postgres.JSONValue]>([
    ['an object', { action_type: 'note' }],
    ['a list of text', ['note']],
  ])('a list of log rows that is %s: 22023', async (_what, rows) => {
    await expectRefused((tx) => tx`select agent_add_logs(${tx.json(rows)})`, '22023');
  });

  test.each<[string, string, string, string]>([
    ['a value of 200 KB', 'key', 'x'.repeat(200_000), '23514'],
    ['a value of 5 MB in one word', 'key', 'x'.repeat(5_000_000), '23514'],
    ['a key of 301 characters', 'k'.repeat(301), 'value', '23514'],
    ['a blank key', ' ', 'value', '23514'],
  ])('context with %s: refused', async (_what, key, value, sqlstate) => {
    await expectRefused((tx) => tx`select agent_set_context('research', ${key}, ${value})`, sqlstate);
  });

  test('accepts and indexes the most words that context can hold; one byte more: 23514', async () => {
    const words = Array.from({ length: 131_072 / 4 }, (_, n) => (36 ** 2 + n).toString(36)); // Each word has three letters.
    const value = words.join(' ').padEnd(131_072, '!');
    await db.as(owner, (tx) => tx`select agent_set_context('research', 'key', ${value})`);
    await expectRefused((tx) => tx`select agent_set_context('research', 'key', ${`${value}!`})`, '23514');
  });

  test('a task without a title, or with an unknown priority: 23514', async () => {
    await expectRefused((tx) => tx`insert into deep_work_tasks (title) values (' ')`, '23514');
    await expectRefused(
      (tx) => tx`insert into deep_work_tasks (title, priority) values ('Task', 'HUGE')`,
      '23514',
    );
    await expectRefused(
      (tx) => tx`insert into deep_work_tasks (title, due_date) values ('Task', 'soon')`,
      '22007',
    );
  });
});

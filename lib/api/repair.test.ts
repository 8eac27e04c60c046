import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { arbitraryFor, type Schema } from '@/tests/support/schema-arbitrary';
import { setContextBody } from './contracts/context';
import { askBody } from './contracts/decisions';
import { addLogBody } from './contracts/logs';
import { createPlanBody, moveStepBody, queryPlansQuery } from './contracts/plans';
import { reorderStepsBody } from './contracts/steps';
import { updateTaskBody } from './contracts/tasks';
import { parseTolerantly } from './problems';

const read = (schema: z.ZodType, value: unknown) => {
  const result = parseTolerantly(schema, value);
  return result.success ? result.data : result.problems;
};

const step = { step: 1, action: 'search', description: 'Search' };
const plan = { task_id: 't1', plan_type: 'research', steps: [step] };
const planId = '7c9e6679-7425-40de-944b-000000000002';

describe('values repaired at every depth', () => {
  test.each<[string, z.ZodType, unknown, unknown]>([
    ['null for a field that is not set', createPlanBody, { ...plan, reasoning: null, metadata: null }, plan],
    ['"" for a field that is not set', createPlanBody, { ...plan, parent_plan_id: '' }, plan],
    [
      'null in a step',
      createPlanBody,
      { ...plan, steps: [{ ...step, depends_on: null, max_attempts: null }] },
      plan,
    ],
    ['a step in place of a list', createPlanBody, { ...plan, steps: step }, plan],
    ['a list as JSON text', createPlanBody, { ...plan, steps: JSON.stringify([step]) }, plan],
    ['a step as JSON text', createPlanBody, { ...plan, steps: [JSON.stringify(step)] }, plan],
    ['a body as JSON text', createPlanBody, JSON.stringify(plan), plan],
    [
      'numbers and booleans as text',
      createPlanBody,
      { ...plan, steps: [{ ...step, step: '1', estimated_duration: '1.5', requires_approval: 'True' }] },
      { ...plan, steps: [{ ...step, estimated_duration: 1.5, requires_approval: true }] },
    ],
    [
      'one number where a list is wanted',
      createPlanBody,
      { ...plan, steps: [step, { ...step, step: 2, depends_on: '1' }] },
      { ...plan, steps: [step, { ...step, step: 2, depends_on: [1] }] },
    ],
    ['numbers with commas', reorderStepsBody, { step_order: '3, 1,2' }, { step_order: [3, 1, 2] }],
    [
      'a log row within a list',
      addLogBody,
      [{ action_type: 'note', plan_id: planId, step_number: '2', metadata: '{"a":1}', lease_token: null }],
      [{ action_type: 'note', plan_id: planId, step_number: 2, metadata: { a: 1 } }],
    ],
    [
      'a list of entries as JSON text',
      setContextBody,
      JSON.stringify([{ context_type: 'a', context_key: 'b', context_value: 'c', ttl_seconds: '60' }]),
      [{ context_type: 'a', context_key: 'b', context_value: 'c', ttl_seconds: 60 }],
    ],
    [
      'texts in a list of objects that need one text',
      askBody,
      { question: 'Which?', options: ['A', 2, { label: 'C' }] },
      { question: 'Which?', options: [{ label: 'A' }, { label: '2' }, { label: 'C' }] },
    ],
    [
      'a text in place of a list of objects that need one text',
      askBody,
      { question: 'Which?', options: 'A' },
      { question: 'Which?', options: [{ label: 'A' }] },
    ],
    ['a cursor of null', queryPlansQuery, { cursor: 'null', limit: '' }, {}],
    [
      'a list as JSON text in a query',
      queryPlansQuery,
      { status: '["pending","blocked"]' },
      { status: ['pending', 'blocked'] },
    ],
  ])('%s', (_, schema, sent, meant) => {
    expect(read(schema, sent)).toEqual(meant);
  });
});

describe('values left unchanged', () => {
  test.each<[string, z.ZodType, unknown]>([
    ['null that takes a value away', updateTaskBody, { description: null, due_date: null }],
    ['an empty text where one is allowed', updateTaskBody, { description: '' }],
    ['text of JSON where any JSON may stand', moveStepBody, { result: '{"a": 1}' }],
    ['a number as text where any JSON may stand', moveStepBody, { result: '42' }],
    ['null where any JSON may stand', moveStepBody, { result: null }],
    ['text that looks like JSON', createPlanBody, { ...plan, reasoning: '[1]' }],
  ])('%s', (_, schema, sent) => {
    expect(read(schema, sent)).toEqual(sent);
  });
});

test.each([['1e999'], ['0x10'], ['1_000'], ['9007199254740993'], ['']])(
  'the number %j is not guessed',
  (limit) => {
    expect(read(z.strictObject({ limit: z.int() }), { limit })).toEqual([
      expect.objectContaining({ path: 'limit' }),
    ]);
  },
);

test('refuses unstorable values within JSON text', () => {
  expect(read(createPlanBody, { ...plan, steps: JSON.stringify([{ ...step, action: '\0' }]) })).toEqual([
    { path: 'steps.0.action', problem: 'must not contain NUL characters' },
  ]);
});

test('never changes a valid value', () => {
  const schema = z.toJSONSchema(createPlanBody, { io: 'input', unrepresentable: 'any' }) as Schema; // an object
  fc.assert(
    fc.property(arbitraryFor(schema), (value) => {
      const plain = createPlanBody.safeParse(value);
      if (plain.success) expect(read(createPlanBody, value)).toEqual(plain.data);
    }),
    { seed: 5 },
  );
});

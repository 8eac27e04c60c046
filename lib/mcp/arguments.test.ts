/** Arguments of the wrong type are repaired at every depth and stored in their repaired form. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getContext } from '@/lib/agent-execution/context';
import { queryLogs } from '@/lib/agent-execution/logs';
import { getRecentPlan } from '@/lib/agent-execution/plans';
import { type Session, startSession } from '@/tests/support/test-session';
import { planIdIn } from '@/tests/support/tool-text';
import { shownSchema } from './arguments';
import { tools } from './tools/tools';

let session: Session;

beforeEach(async () => {
  session = await startSession();
});
afterEach(() => session.client.close());

const step = { action: 'do', description: 'It' };
const plan = async (input: object = {}) =>
  planIdIn(await session.use('create_plan', { task_title: 'T', plan_type: 'x', steps: [step], ...input }));

test.each([
  ['an object', { found: [1, { deep: true }] }],
  ['a list', [1, 'two', null]],
  ['a number', 42.5],
  ['a boolean', false],
  ['text', 'It works'],
  ['text like a number', '42'],
  ['text like a JSON literal', 'null'],
  ['text that only starts like JSON', '[draft] see below'],
])('stores %s as a result unchanged', async (_what, result) => {
  const plan_id = await plan();
  await session.use('report_step', { plan_id, step_number: 1, outcome: 'complete', result });
  expect((await getRecentPlan(session.db, plan_id)).steps[0]?.result).toEqual(result);
});

test.each([
  ['an object', { found: 15, list: ['a'] }],
  ['a list', [{ a: 1 }, 2]],
])('parses a result that holds %s as JSON text', async (_what, expected) => {
  const plan_id = await plan();
  const result = JSON.stringify(expected);
  await session.use('report_step', { plan_id, step_number: 1, outcome: 'complete', result });
  expect((await getRecentPlan(session.db, plan_id)).steps[0]?.result).toEqual(expected);
});

test('the schema lists the types of a result', () => {
  const report = tools.find(({ name }) => name === 'report_step');
  const { properties } = shownSchema(report?.input ?? expect.fail()) as {
    properties: Record<string, object>;
  }; // of an object
  expect(properties.result).toMatchObject({ type: ['object', 'array', 'string', 'number', 'boolean'] });
});

describe('repairs values by type', () => {
  test('in the steps of a plan', async () => {
    const id = await plan({
      task_id: '',
      parent: null,
      reasoning: null,
      as_subtasks: 'false',
      steps: [
        JSON.stringify({ ...step, estimated_duration: '30', requires_approval: 'true', depends_on: null }),
        { ...step, depends_on: '1', estimated_duration: '', requires_approval: null },
        { ...step, depends_on: '[1, 2]' },
        { ...step, depends_on: 3 },
      ],
    });
    const { steps, subtasks } = await getRecentPlan(session.db, id);
    expect(steps.map(({ depends_on }) => depends_on)).toEqual([[], [1], [1, 2], [3]]);
    expect(steps[0]).toMatchObject({ estimated_duration: 30, requires_approval: true });
    expect(steps[1]).toMatchObject({ estimated_duration: null, requires_approval: false });
    expect(subtasks).toEqual([]);
  });

  test('in one step in place of a list', async () => {
    expect((await getRecentPlan(session.db, await plan({ steps: step }))).steps).toHaveLength(1);
  });

  test('in entries, logs and filters', async () => {
    const plan_id = await plan();
    const entry = {
      plan_id,
      task_id: '',
      context_type: 'notes',
      context_key: 'k',
      context_value: 'v',
      ttl_seconds: '600',
    };
    await session.use('remember', { entries: JSON.stringify(entry) });
    const [kept] = await getContext(session.db, (await getRecentPlan(session.db, plan_id)).task_id);
    expect(kept?.expires_at ?? null).not.toBeNull();
    const row = {
      plan_id,
      action_type: 'note',
      step_number: '1',
      agent_confidence: '0.5',
      metadata: '{"n":1}',
      error_message: null,
    };
    await session.use('log', row);
    const [logged] = await queryLogs(session.db, { plan_id, limit: 1 });
    expect(logged).toMatchObject({ step_number: 1, agent_confidence: 0.5, metadata: { n: 1 } });
    const listed = await session.use('list', {
      plan_id,
      include: 'logs',
      max_tokens: '900',
      cursor: null,
      limit: '',
    });
    expect(listed).toContain('Log, newest first:');
  });

  test('refuses a value that cannot be repaired and names its path', async () => {
    const { text } = await session.call('create_plan', {
      task_title: 'T',
      plan_type: 'x',
      steps: [step, { ...step, estimated_duration: 'soon' }, { ...step, dependsOn: [1] }],
    });
    expect(text).toContain('steps.1.estimated_duration must be a number');
    expect(text).toContain('did you mean depends_on?');
  });
});

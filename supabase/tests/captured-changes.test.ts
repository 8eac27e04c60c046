/** What people change in the plan of a captured session, and what its later events send do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturedSessions, declared, move, revise } from './captured-sessions.ts';
import { agentKey, type Database, openDatabase, owner } from './identities.ts';

let db: Database;
let sessions: ReturnType<typeof capturedSessions>;
beforeAll(async () => {
  db = await openDatabase();
  sessions = capturedSessions(db);
});
afterAll(() => db.end());

const agent = agentKey('owner', 'write');
const listed = revise(['a', 'b', 'c']);
const complete = (step: string) => move(step, 'complete_step');

describe('events after a person renumbered the steps', () => {
  const usage = {
    do: 'usage',
    plan: 'main',
    step: 'b',
    usage: { usage_key: 'u1', model: 'm', input_tokens: 5 },
  };
  test('an invalid report of usage costs none of the others, and the log rows between them stay in order', async () => {
    const report = (key: string, more: object = {}) => ({
      ...usage,
      event: key,
      usage: { usage_key: key, model: 'm', ...more },
    });
    const note = (description: string) => ({
      do: 'log',
      plan: 'main',
      row: { action_type: 'note', description },
    });
    const { plan, send } = await sessions.open(agent, 'usage', [listed]);
    expect(
      await send(
        note('a'),
        report('u1'),
        note('b'),
        report('u2', { input_tokens: -1 }),
        report('u3'),
        note('c'),
      ),
    ).toEqual([expect.stringContaining('agent_usage')]);
    const keys = await db.sql`select usage_key from agent_usage where plan_id = ${plan} order by usage_key`;
    expect(keys.map(({ usage_key }) => usage_key)).toEqual(['u1', 'u3']);
    const rows = await db.sql`
      select description from agent_execution_logs where plan_id = ${plan} and action_type = 'note' order by seq`;
    expect(rows.map(({ description }) => description)).toEqual(['a', 'b', 'c']);
  });

  const usageStep = async (plan: string) =>
    (await db.sql`select step_number from agent_usage where plan_id = ${plan}`)[0]?.step_number;

  test('reach the right step of a new order', async () => {
    const { plan, send } = await sessions.open(agent, 'reordered', [listed, usage]);
    await db.as(owner, (tx) => tx`select agent_reorder_steps(${plan}, array[4, 1, 2, 3])`);
    expect(await send(complete('b'))).toEqual([]);
    expect(await sessions.stepsOf(plan)).toEqual([
      ['c', 'pending'],
      ['First', 'pending'],
      ['a', 'pending'],
      ['b', 'completed'],
    ]);
    expect(await usageStep(plan)).toBe(4);
  });

  test('reach the right step beside inserted and removed ones', async () => {
    const { id, plan, send } = await sessions.open(agent, 're-planned', [listed, usage]);
    await sessions.replan(plan, declared('First', 'New', 'b', 'c'));
    expect((await sessions.read(agent, id)).statuses).toEqual({
      main: { one: 'pending', b: 'pending', c: 'pending' },
    });
    expect(await send(complete('a'), complete('b'))).toEqual(['The session has no step a.']);
    expect(await sessions.stepsOf(plan)).toEqual([
      ['First', 'pending'],
      ['New', 'pending'],
      ['b', 'completed'],
      ['c', 'pending'],
    ]);
    expect(await usageStep(plan)).toBe(3);
  });

  test('reach the right step of a restored version, and one that came back', async () => {
    const { plan, send } = await sessions.open(agent, 'restored', [listed]);
    await sessions.replan(plan, declared('New', 'First', 'b', 'c'));
    await db.as(owner, (tx) => tx`select agent_revert_plan(${plan}, 2)`);
    expect(await send(complete('b'), revise(['a']), complete('a'))).toEqual([]);
    expect(await sessions.stepsOf(plan)).toEqual([
      ['First', 'pending'],
      ['a', 'completed'],
      ['b', 'completed'],
      ['c', 'pending'],
    ]);
  });
});

test('a changed list leaves a failed turn and a step that awaits approval as they are', async () => {
  const { id, plan, send } = await sessions.open(agent, 'stopped', [
    listed,
    move('one', 'start_step'),
    { ...move('one', 'block'), error_message: 'Overloaded' },
  ]);
  await sessions.replan(
    plan,
    declared('First', 'a', 'b', 'c').map((step) => ({
      ...step,
      requires_approval: step.description === 'a',
    })),
  );
  await send(move('a', 'start_step'));
  expect(await send(revise(['d']))).toEqual([]);
  expect(await sessions.stepsOf(plan)).toEqual([
    ['First', 'blocked'],
    ['a', 'awaiting_approval'],
    ['b', 'pending'],
    ['c', 'pending'],
    ['d', 'pending'],
  ]);
  expect((await sessions.read(agent, id)).statuses.main).toMatchObject({ one: 'blocked' });
  expect(
    await db.sql`select error_message, status from agent_execution_steps where plan_id = ${plan} and step_number = 1`,
  ).toMatchObject([{ status: 'blocked', error_message: 'Overloaded' }]);
  const [row] = await db.as(
    owner,
    (tx) => tx`select agent_plan_at(${plan}, (select max(l.seq) from agent_execution_logs l
      where l.plan_id = ${plan})) as then`,
  );
  expect(row?.then.steps.map(({ status }: { status: string }) => status)).toEqual([
    'blocked',
    'awaiting_approval',
    'pending',
    'pending',
    'pending',
  ]);
});

describe('dependencies among the items of a list', () => {
  test('omit what would close a cycle, and keep the rest', async () => {
    const { plan, send } = await sessions.open(agent, 'cycle', [
      revise(['a', 'b', 'c'], { b: ['a'], c: ['b'] }),
    ]);
    expect(await send(revise(['d'], { a: ['c', 'd', 'a'] }))).toEqual([
      expect.stringContaining('Omitted what closes the cycle.'),
    ]);
    expect(await sessions.stepsOf(plan)).toEqual([
      ['First', 'pending'],
      ['a', 'pending', [5]],
      ['b', 'pending', [2]],
      ['c', 'pending', [3]],
      ['d', 'pending'],
    ]);
  });

  test('may name an item that is added later in the same change', async () => {
    const list = revise(['a', 'b']);
    const [first, ...rest] = list.add;
    const { plan } = await sessions.open(agent, 'later', [
      { ...list, add: [{ ...first, after: ['b'] }, ...rest] },
    ]);
    expect(await sessions.stepsOf(plan)).toContainEqual(['a', 'pending', [3]]);
  });
});

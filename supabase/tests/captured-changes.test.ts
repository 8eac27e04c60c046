/** What people change in the plan of a captured session, and what its later events send do. */
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturedSessions, move, revise } from './captured-sessions.ts';
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
const declared = (...descriptions: string[]) =>
  descriptions.map((description, place) => ({
    step: place + 1,
    action: description === 'First' ? 'prompt' : 'todo',
    description,
    depends_on: [] as number[],
  }));
const replan = (plan: string, steps: postgres.JSONValue) =>
  db.as(owner, (tx) => tx`select agent_replan(${plan}, ${tx.json(steps)})`);
const setStatus = (plan: string, status: string) =>
  db.as(owner, (tx) => tx`select agent_update_plan(${plan}, ${status})`);
const actionsOf = async (plan: string) =>
  (await db.sql`select action_type from agent_execution_logs where plan_id = ${plan} order by seq`).map(
    (row) => row.action_type,
  );

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
    await replan(plan, declared('First', 'New', 'b', 'c'));
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
    await replan(plan, declared('New', 'First', 'b', 'c'));
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
  await replan(
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

describe('a paused plan', () => {
  test('gets log rows at once, and its moves when it is resumed', async () => {
    const { id, plan, send } = await sessions.open(agent, 'paused', [listed, move('one', 'start_step')]);
    await setStatus(plan, 'paused');
    const row = {
      do: 'log',
      plan: 'main',
      step: 'a',
      row: { action_type: 'command', description: 'Ran ls' },
    };
    const added = { key: 'two', action: 'prompt', description: 'Second', depends_on: [] };
    expect(await send(move('a', 'start_step'), row, { do: 'add', plan: 'main', step: added })).toEqual([]);
    expect(await send(complete('a'), move('b', 'start_step'))).toEqual([]);
    expect(await actionsOf(plan)).toContain('command');
    expect(await sessions.read(agent, id)).toMatchObject({
      has_released_move: false,
      statuses: {
        main: { one: 'in_progress', a: 'completed', b: 'in_progress', c: 'pending', two: 'pending' },
      },
    });
    expect((await sessions.stepsOf(plan)).map(([, status]) => status)).toEqual([
      'in_progress',
      'pending',
      'pending',
      'pending',
      'pending',
    ]);
    await setStatus(plan, 'in_progress');
    expect(await sessions.read(agent, id)).toMatchObject({ has_released_move: true });
    expect(await send()).toEqual([]);
    expect(await sessions.stepsOf(plan)).toMatchObject([
      ['First', 'in_progress'],
      ['a', 'completed'],
      ['b', 'in_progress'],
      ['c', 'pending'],
      ['Second', 'pending'],
    ]);
    expect(await sessions.read(agent, id)).toMatchObject({ has_released_move: false });
  });

  test('drops the moves of a step that a person removed meanwhile', async () => {
    const { id, plan, send } = await sessions.open(agent, 'paused-removed', [listed]);
    await setStatus(plan, 'paused');
    await send(complete('a'));
    await replan(plan, declared('First', 'b', 'c'));
    expect(await sessions.read(agent, id)).toMatchObject({ has_released_move: true });
    expect(await send()).toEqual(['The session has no step a.']);
    expect(await sessions.read(agent, id)).toMatchObject({ has_released_move: false });
  });
});

test('holds the moves of a step that awaits approval until it is approved', async () => {
  const { id, plan, send } = await sessions.open(agent, 'gated', [listed]);
  await replan(
    plan,
    declared('First', 'a', 'b', 'c').map((step) => ({
      ...step,
      requires_approval: step.description === 'a',
    })),
  );
  expect(await send(move('a', 'start_step'), complete('a'))).toEqual([]);
  expect(await sessions.stepsOf(plan)).toContainEqual(['a', 'awaiting_approval']);
  expect(await sessions.read(agent, id)).toMatchObject({
    has_released_move: false,
    statuses: { main: { a: 'completed' } },
  });
  await db.as(owner, (tx) => tx`select agent_add_log('approve_step', ${plan}, step_number => 2)`);
  expect(await send()).toEqual([]);
  expect(await sessions.stepsOf(plan)).toContainEqual(['a', 'completed']);
});

test('lets a key that may not approve answer the gate of a proposed plan, and no other', async () => {
  const gated = (key: string, action: string) => ({
    ...revise([]),
    add: [{ key, action, description: key, requires_approval: true, after: [] }],
  });
  const { plan, send } = await sessions.open(agent, 'proposal', [
    gated('gate:1', 'plan_approval'),
    gated('gate:2', 'plan_approval'),
    gated('a', 'todo'),
    revise(['b'], { b: ['gate:1'] }),
  ]);
  expect(await send(move('b', 'start_step'))).toEqual([]);
  expect(await sessions.stepsOf(plan)).toContainEqual(['gate:1', 'awaiting_approval']);
  expect(
    await send(
      move('gate:1', 'approve_step'),
      complete('gate:1'),
      move('gate:2', 'skip_step'),
      move('a', 'approve_step'),
    ),
  ).toEqual([expect.stringContaining('not a gate of a proposed plan')]);
  expect(await send()).toEqual([]);
  expect(await sessions.stepsOf(plan)).toEqual([
    ['First', 'pending'],
    ['gate:1', 'completed'],
    ['gate:2', 'skipped'],
    ['a', 'awaiting_approval'],
    ['b', 'in_progress', [2]],
  ]);
});

test('holds the moves of a step that waits for one that a person put before it', async () => {
  const { plan, send } = await sessions.open(agent, 'waiting', [listed]);
  await replan(
    plan,
    declared('First', 'a', 'b', 'c').map((step) => ({
      ...step,
      depends_on: step.description === 'a' ? [4] : [],
    })),
  );
  expect(await send(complete('a'))).toEqual([]);
  expect(await sessions.stepsOf(plan)).toContainEqual(['a', 'pending', [4]]);
  await send(complete('c'));
  expect(await send()).toEqual([]);
  expect(await sessions.stepsOf(plan)).toContainEqual(['a', 'completed', [4]]);
});

test('keeps the steps of a cancelled plan, adds rows and says so once', async () => {
  const { id, plan, send } = await sessions.open(agent, 'cancelled', [listed, move('one', 'start_step')]);
  await setStatus(plan, 'cancelled');
  const before = await sessions.stepsOf(plan);
  const row = { do: 'log', plan: 'main', step: 'a', row: { action_type: 'command', description: 'Ran ls' } };
  await send(complete('a'), revise(['d']), row);
  await send(complete('b'));
  expect(await sessions.stepsOf(plan)).toEqual(before);
  expect((await actionsOf(plan)).at(-1)).toBe('command');
  const problems =
    await db.sql`select message from private.capture_problems where session = 'cancelled' order by id`;
  expect([...problems]).toEqual([{ message: expect.stringContaining('The plan was cancelled') }]);
  expect(await sessions.read(agent, id)).toMatchObject({ has_released_move: false });
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

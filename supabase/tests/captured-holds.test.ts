/** Moves of a captured session that its plan does not accept yet: it is paused, a step waits or is gated, or the plan has ended. */
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
const setStatus = (plan: string, status: string) =>
  db.as(owner, (tx) => tx`select agent_update_plan(${plan}, ${status})`);
const actionsOf = async (plan: string) =>
  (await db.sql`select action_type from agent_execution_logs where plan_id = ${plan} order by seq`).map(
    (row) => row.action_type,
  );

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
    await sessions.replan(plan, declared('First', 'b', 'c'));
    expect(await sessions.read(agent, id)).toMatchObject({ has_released_move: true });
    expect(await send()).toEqual(['The session has no step a.']);
    expect(await sessions.read(agent, id)).toMatchObject({ has_released_move: false });
  });
});

test('holds the moves of a step that awaits approval until it is approved', async () => {
  const { id, plan, send } = await sessions.open(agent, 'gated', [listed]);
  await sessions.replan(
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
  await sessions.replan(
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

/** How turns begin, wait and end, and what stays alive meanwhile. */
import { expect, test } from 'vitest';
import {
  capturedCall as begin,
  capturedContext as context,
  capturedEvent as event,
  capturedResult as result,
  sendCaptured as send,
} from '@/tests/support/send-captured';
import type { Fact } from '../facts';
import { HOLD_MS, type PendingEvent } from './order';
import { projectEvents } from './project';
import type { SessionState } from './state';

test('skips a turn that was interrupted once a later one has ended', () => {
  const { state } = send([
    event({ kind: 'prompt', turn: 't1', text: 'First' }),
    event({ kind: 'prompt', turn: 't2', text: 'Second' }),
    event({ kind: 'turn_end', turn: 't2' }),
  ]);
  expect(state.plans?.main).toEqual({ 'turn:t1': 'skipped', 'turn:t2': 'completed' });
});

test('settles what is open when the session ends without the end of its turn', () => {
  const { state } = send([
    event({ kind: 'prompt', turn: 't1', text: 'First' }),
    event({ kind: 'todo', turn: 't1', id: '1', text: 'Later' }),
    event({ kind: 'end' }),
  ]);
  expect(state.plans?.main).toEqual({ 'turn:t1': 'skipped', 'todo:1': 'skipped' });
});

test('gives facts of clients without turns to the newest prompt, in the order of their times', () => {
  const at = (second: number, fact: Fact): PendingEvent => ({
    ...event(fact),
    occurred_at: new Date(context.now + second * 1000).toISOString(),
  });
  const note = (description: string): Fact => ({ kind: 'note', row: { action_type: 'note', description } });
  const events = [
    at(1, { kind: 'prompt', text: 'One' }),
    at(2, note('of one')),
    at(3, { kind: 'turn_end' }),
    at(4, { kind: 'prompt', text: 'Two' }),
    at(5, note('of two')),
  ];
  const { commands } = projectEvents({}, events.toReversed(), context);
  const notes = commands.flatMap((command) =>
    command.do === 'log' && command.row.action_type === 'note'
      ? [[command.row.description, command.step]]
      : [],
  );
  expect(notes).toEqual([
    ['of one', `turn:${events[0]?.key}`],
    ['of two', `turn:${events[3]?.key}`],
  ]);
});

test('gives a backlog of several turns without ids and times to the prompts that arrived before', () => {
  const note = (description: string): Fact => ({ kind: 'note', row: { action_type: 'note', description } });
  const facts: Fact[] = [
    { kind: 'prompt', text: 'One' },
    { kind: 'turn_end', result: 'Done one' },
    note('of one'),
    { kind: 'prompt', text: 'Two' },
    note('of two'),
    { kind: 'turn_end', result: 'Done two' },
  ];
  const backlog = facts.map((fact, place) => ({ ...event(fact), id: place + 1, key: `k${place}` }));
  const { commands, state } = projectEvents({}, backlog, context);
  expect(state.plans.main).toEqual({ 'turn:k0': 'completed', 'turn:k3': 'completed' });
  const notes = commands.flatMap((command) =>
    command.do === 'log' && command.row.action_type === 'note'
      ? [[command.row.description, command.step]]
      : [],
  );
  expect(notes).toEqual([
    ['of one', 'turn:k0'],
    ['of two', 'turn:k3'],
  ]);
});

test('renews the lease of the newest turn with any event, and for longer while a tool runs', () => {
  const at = (seconds: number) => ({ ...context, now: context.now + seconds * 1000 });
  const started = projectEvents({}, [event({ kind: 'prompt', turn: 't1', text: 'Work' })], context);
  const alive = (seconds: number, ...facts: Fact[]) =>
    projectEvents(started.state, [event(...facts)], at(seconds)).commands;
  expect(alive(10)).toEqual([]);
  expect(alive(60)).toEqual([{ do: 'renew', plan: 'main', step: 'turn:t1', lease_seconds: 300 }]);
  expect(alive(10, begin('c1', 'make'))).toEqual([
    { do: 'renew', plan: 'main', step: 'turn:t1', lease_seconds: 900 },
  ]);
});

test('keeps a turn open that waits for background tasks, and gives it what its continuation brings', () => {
  const { commands, state } = send([
    event({ kind: 'prompt', turn: 't1', text: 'Start it' }),
    event({ kind: 'turn_end', turn: 't1', result: 'Started', waits_for: ['b1'] }),
    event({
      kind: 'note',
      turn: 't2',
      is_continuation: true,
      row: { action_type: 'note', description: 'It ended' },
    }),
    event({ kind: 'turn_end', turn: 't2', result: 'Done' }),
  ]);
  expect(state.plans?.main).toEqual({ 'turn:t1': 'completed' });
  expect(commands.filter((command) => command.do === 'log').map(({ row }) => row.description)).toEqual([
    'Start it',
    'Waiting for background tasks',
    'It ended',
  ]);
});

test('blocks a turn that failed', () => {
  const { commands, state } = send([
    event({ kind: 'prompt', turn: 't1', text: 'Work' }),
    event({ kind: 'turn_failure', turn: 't1', error: 'Overloaded' }),
  ]);
  expect(state.plans?.main).toEqual({ 'turn:t1': 'blocked' });
  expect(commands.at(-1)).toMatchObject({ move: 'block', error_message: 'Overloaded' });
});

test('lets a todo wait for one that becomes known later', () => {
  const { commands } = send([
    event({ kind: 'prompt', turn: 't1', text: 'Work' }),
    event({ kind: 'todo', turn: 't1', id: '1', text: 'Second', blocked_by: ['2'] }),
    event({ kind: 'todo', turn: 't1', id: '2', text: 'First' }),
  ]);
  expect(commands.at(-1)).toMatchObject({
    do: 'revise',
    add: [{ key: 'todo:2' }],
    after: { 'todo:1': ['todo:2'] },
  });
});

test('skips what awaits approval when the session ends, once it is approved', () => {
  const { state } = send([
    event({ kind: 'prompt', turn: 't1', text: 'Work' }),
    event({ kind: 'todo', turn: 't1', id: '1', text: 'Gated' }),
  ]);
  const plans: SessionState['plans'] = {
    main: { 'turn:t1': 'in_progress', 'todo:1': 'awaiting_approval' },
  };
  const gated = { ...state, plans };
  const end = { ...event({ kind: 'end' }), age_ms: HOLD_MS };
  expect(projectEvents(gated, [end], context).commands).toMatchObject([
    { move: 'skip_step', step: 'turn:t1' },
    { move: 'skip_step', step: 'todo:1' },
  ]);
});

test('continues a session that was resumed', () => {
  const ended = send([event({ kind: 'prompt', turn: 't1', text: 'First' }), event({ kind: 'end' })]);
  const resumed = projectEvents(
    ended.state,
    [event({ kind: 'session', is_resumed: true }), event({ kind: 'prompt', turn: 't2', text: 'Second' })],
    context,
  );
  expect(resumed.state.plans.main).toEqual({ 'turn:t1': 'skipped', 'turn:t2': 'in_progress' });
});

test('keeps the call that has taken longest, and then the one that ended last, for each agent', () => {
  const at = (minutes: number) => ({ ...context, now: context.now + minutes * 60_000 });
  const later = (stored: SessionState, minutes: number, ...facts: Fact[]) =>
    projectEvents(
      stored,
      facts.map((fact) => event(fact)),
      at(minutes),
    ).state;
  const prompt: Fact = { kind: 'prompt', turn: 't1', text: 'Test it' };
  const subagent: Fact = { kind: 'subagent', subagent: 'a1', description: 'Look' };
  const inner: Fact = { ...begin('c3', 'ls'), subagent: 'a1' } as Fact;
  const started = projectEvents({}, [event(prompt), event(begin('c1', 'npm test'))], context).state;
  const both = later(started, 1, begin('c2', 'npm run lint'), subagent, inner);
  expect(both.activities).toEqual({
    main: { description: 'Running npm test', since: '2026-11-30T08:00:00.000Z', is_open: true },
    'subagent:a1': { description: 'Running ls', since: '2026-11-30T08:01:00.000Z', is_open: true },
  });
  const one = later(both, 2, result('c1', 'Ran npm test'));
  expect(one.activities.main?.description).toBe('Running npm run lint');
  const none = later(one, 3, result('c2', 'Ran npm run lint'));
  expect(none.activities.main).toEqual({
    description: 'Ran npm run lint',
    since: '2026-11-30T08:03:00.000Z',
    is_open: false,
  });
});

test('takes any text for the name of a turn', () => {
  const { state } = send([
    event({ kind: 'prompt', turn: 'constructor', text: 'Build it' }),
    event({ kind: 'turn_end', turn: 'constructor' }),
  ]);
  expect(state.plans).toEqual({ main: { 'turn:constructor': 'completed' } });
});

test('names the task after the folder of a session whose first events were not sent', () => {
  const late = { ...event(begin('c1', 'ls')), cwd: '/srv/shop', age_ms: HOLD_MS };
  expect(projectEvents({}, [late], context).commands[0]).toMatchObject({
    task: { title: 'shop: Work without a known prompt' },
    metadata: { cwd: '/srv/shop' },
  });
});

test('applies at once what refers to a todo of the same event', () => {
  const todo = (id: string, more: object): Fact => ({ kind: 'todo', turn: 't1', id, ...more });
  const added = event(
    todo('1', { text: 'Read' }),
    todo('2', { text: 'Write' }),
    todo('2', { blocked_by: ['1'] }),
  );
  const { events } = projectEvents({}, [event({ kind: 'prompt', turn: 't1', text: 'Go' }), added], context);
  expect(events).toHaveLength(2);
});

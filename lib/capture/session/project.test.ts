import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  capturedCall as begin,
  capturedEvent as event,
  sentOutcome as outcome,
  capturedResult as result,
  sendCaptured as send,
} from '@/tests/support/send-captured';
import type { Fact } from '../facts';
import type { PendingEvent } from './order';

/** A run with a list, a failing command and a subagent. */
const run: PendingEvent[] = [
  event({ kind: 'session', cwd: '/srv/shop', model: 'claude-sonnet-4-5' }),
  event({ kind: 'prompt', turn: 't1', text: 'Repair the checkout\nand test it' }),
  event({ kind: 'todo', turn: 't1', id: '1', text: 'Find the fault' }),
  event({ kind: 'todo', turn: 't1', id: '2', text: 'Repair it' }),
  event({ kind: 'todo', turn: 't1', id: '2', blocked_by: ['1'] }),
  event({ kind: 'todo', turn: 't1', id: '1', status: 'in_progress' }),
  event(begin('c1', 'npm run lint')),
  event(result('c1', 'Ran npm run lint', 'Exit code 1')),
  event({ kind: 'todo', turn: 't1', id: '1', status: 'completed' }),
  event({ kind: 'todo', turn: 't1', id: '2', status: 'in_progress' }),
  event({
    kind: 'call',
    turn: 't1',
    call: 'c2',
    tool: 'Agent',
    action_type: 'agent',
    target: 'Look at the logs',
    starts_subagent: { description: 'Look at the logs', type: 'Explore' },
  }),
  event({ kind: 'subagent', turn: 't1', subagent: 'a1', type: 'Explore' }),
  event({ ...begin('c3', 'ls'), subagent: 'a1' } as Fact),
  event({ ...result('c3', 'Ran ls'), subagent: 'a1' } as Fact),
  event({ kind: 'subagent_end', subagent: 'a1', result: 'Nothing there' }),
  event({
    kind: 'usage',
    id: 'u1',
    turn: 't1',
    model: 'claude-sonnet-4-5',
    input_tokens: 1000,
    output_tokens: 200,
  }),
  event({ kind: 'todo', turn: 't1', id: '2', status: 'completed' }),
  event({ kind: 'turn_end', turn: 't1', result: 'The checkout works again.' }),
  event({ kind: 'end', reason: 'other' }),
];

test('turns a run into a task, steps, a sub-plan, rows and usage', () => {
  const { commands, state } = send(run);
  expect(state.plans).toEqual({
    main: {
      'turn:t1': 'completed',
      'todo:1': 'completed',
      'todo:2': 'completed',
      'subagent:a1': 'completed',
    },
    'subagent:a1': { work: 'completed' },
  });
  expect(commands.find((command) => command.do === 'create')).toMatchObject({
    plan: 'main',
    plan_type: 'session',
    task: { title: 'shop: Repair the checkout' },
    step: { description: 'Repair the checkout' },
    metadata: { client: 'claude-code', session: 's1', cwd: '/srv/shop' },
  });
  expect(commands.filter((command) => command.do === 'usage')).toMatchObject([
    { step: 'todo:2', usage: { usage_key: 'u1' } },
  ]);
  expect(commands.filter((command) => command.do === 'log' && command.plan === 'subagent:a1')).toHaveLength(
    1,
  );
});

test('ends the same in any order of arrival', () => {
  const expected = outcome(send(run));
  fc.assert(
    fc.property(fc.shuffledSubarray(run, { minLength: run.length }), (shuffled) => {
      expect(outcome(send(shuffled))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

describe('a whole list', () => {
  const lists = [
    [{ text: 'Write', status: 'in_progress' as const }],
    [
      { text: 'Write', status: 'completed' as const },
      { text: 'Test', status: 'in_progress' as const },
      { text: 'Paint', status: 'pending' as const },
    ],
    [
      { text: 'Write', status: 'completed' as const },
      { text: 'Test', status: 'completed' as const },
    ],
  ];
  const events = [
    event({ kind: 'prompt', turn: 't1', text: 'Do it' }),
    ...lists.map((todos, place) =>
      event({ kind: 'todo_list', turn: 't1', todos, before: place === 0 ? [] : lists[place - 1] }),
    ),
  ];

  test('skips todos that the next list lacks, in any order of arrival', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
        expect(send(shuffled).state.plans?.main).toEqual({
          'turn:t1': 'in_progress',
          'todo_text:Write': 'completed',
          'todo_text:Test': 'completed',
          'todo_text:Paint': 'skipped',
        });
      }),
    );
  });
});

test('names the same failure that comes three times in a row', () => {
  const failures = ['a', 'b', 'c', 'd'].map((call) => event(result(call, 'Ran make', 'Exit code 2')));
  const { commands } = send([event({ kind: 'prompt', turn: 't1', text: 'Build' }), ...failures]);
  const loops = commands.filter((command) => command.do === 'log' && command.row.action_type === 'looping');
  expect(loops).toHaveLength(1);
});

test('disputes a claim that tests pass after a test command that failed', () => {
  const claim = (...rows: Fact[]) =>
    send([
      event({ kind: 'prompt', turn: 't1', text: 'Test it' }),
      ...rows.map((row) => event(row)),
      event({ kind: 'turn_end', turn: 't1', result: 'Done. All 12 tests pass now.' }),
    ]).commands.filter((command) => command.do === 'log' && command.row.action_type === 'disputed_claim');
  const failed = result('c1', 'Ran npm test', 'Exit code 1');
  expect(claim(failed)).toMatchObject([{ row: { description: expect.stringContaining('Ran npm test') } }]);
  expect(claim(failed, result('c2', 'Ran npm test'))).toEqual([]);
  expect(claim(result('c1', 'Ran ls', 'Exit code 1'))).toEqual([]);
});

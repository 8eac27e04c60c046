import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capturedContext, capturedEvent, capturedResult, sendCaptured } from '@/tests/support/send-captured';
import type { Fact } from '../facts';
import { projectEvents } from './project';

const prompt = (turn: string): Fact => ({ kind: 'prompt', turn, text: `Do ${turn}` });
const todo = (id: string, status: 'in_progress' | 'completed', turn = 't1'): Fact => ({
  kind: 'todo',
  turn,
  id,
  text: `Item ${id}`,
  status,
});
const call = (name: string, more: object = {}) => ({ ...capturedResult(name, name), ...more }) as Fact;

/** Returns the step of each call. */
function filed({
  commands,
}: Pick<ReturnType<typeof sendCaptured>, 'commands'>): Record<string, string | undefined> {
  return Object.fromEntries(
    commands.flatMap((command) =>
      command.do === 'log' && command.row.action_type !== 'prompt'
        ? [[command.row.description, command.step]]
        : [],
    ),
  );
}
const send = (facts: Fact[]) => filed(sendCaptured(facts.map((fact) => capturedEvent(fact))));

test('files calls under the item in progress, if it is the only one', () => {
  const rows = send([
    prompt('t1'),
    call('before'),
    todo('1', 'in_progress'),
    call('first'),
    todo('2', 'in_progress'),
    call('both'),
    todo('1', 'completed'),
    call('second'),
    todo('2', 'completed'),
    call('after'),
  ]);
  expect(rows).toEqual({
    before: 'turn:t1',
    first: 'todo:1',
    both: 'turn:t1',
    second: 'todo:2',
    after: 'turn:t1',
  });
});

test('files calls under an item of a whole list', () => {
  const list = (status: 'in_progress' | 'completed'): Fact => ({
    kind: 'todo_list',
    turn: 't1',
    todos: [{ text: 'Read', status }],
  });
  const rows = send([prompt('t1'), list('in_progress'), call('first'), list('completed'), call('after')]);
  expect(rows).toEqual({ first: 'todo_text:Read', after: 'turn:t1' });
});

test('files under the prompt what is not about the item', () => {
  const rows = send([
    prompt('t1'),
    todo('1', 'in_progress'),
    { kind: 'result', turn: 't1', call: 'list', row: { action_type: 'todo', description: 'list' } },
    { kind: 'subagent', turn: 't1', subagent: 'a1', description: 'Look' },
    call('of a subagent', { subagent: 'a1' }),
    { kind: 'todo', turn: 't1', id: '1', owner: 'teammate' },
    call('beside a teammate'),
    prompt('t2'),
    call('of the next prompt', { turn: 't2' }),
    todo('2', 'in_progress', 't2'),
    call('of its item', { turn: 't2' }),
  ]);
  expect(rows).toEqual({
    list: 'turn:t1',
    'of a subagent': 'work',
    'beside a teammate': 'turn:t1',
    'of the next prompt': 'turn:t2',
    'of its item': 'todo:2',
  });
});

test('files late reports by their time, in any order of arrival', () => {
  const facts = [
    prompt('t1'),
    todo('1', 'in_progress'),
    call('first'),
    todo('1', 'completed'),
    todo('2', 'in_progress'),
    call('second'),
    todo('2', 'completed'),
    call('after'),
  ];
  const events = facts.map((fact, index) => ({
    ...capturedEvent(fact),
    occurred_at: new Date(capturedContext.now - 60_000 + index * 1000).toISOString(),
  }));
  const expected = { first: 'todo:1', second: 'todo:2', after: 'turn:t1' };
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(filed(projectEvents({}, shuffled, capturedContext))).toEqual(expected);
    }),
  );
  const isCall = ({ facts: [fact] }: (typeof events)[number]) => fact?.kind === 'result';
  const late = [...events.filter((event) => !isCall(event)), ...events.filter(isCall)];
  expect(filed(sendCaptured(late))).toEqual(expected);
  expect(filed(sendCaptured([...events, ...events]))).toEqual(expected);
});

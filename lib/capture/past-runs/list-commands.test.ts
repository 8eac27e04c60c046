import { expect, test } from 'vitest';
import type { StepStatus } from '@/lib/agent-execution/agent-execution.types';
import { emptyState } from '../session/state';
import type { ItemStatus } from './files/task-list';
import { type ListProgress, listCommands, movesTo } from './list-commands';

const item = (id: string, status: ItemStatus = 'pending', waits_for: string[] = []) => ({
  id,
  title: `Item ${id}`,
  status,
  waits_for,
});

/** Imports a list several times, each time with other rows. Returns the commands of the last one. */
function imported(...lists: object[][]) {
  const state = emptyState();
  const known: ListProgress = { items: {} };
  const context = { client: 'beads', session: 's' };
  const results = lists.map((rows) => listCommands(state, known, JSON.parse(JSON.stringify(rows)), context));
  return results.at(-1) ?? { commands: [], problems: [] };
}

test.each<[from: StepStatus, to: ItemStatus, moves: string[]]>([
  ['pending', 'pending', []],
  ['pending', 'completed', ['complete_step']],
  ['pending', 'in_progress', ['start_step']],
  ['pending', 'blocked', ['block']],
  ['in_progress', 'pending', ['release_step']],
  ['completed', 'pending', ['reopen_step']],
  ['completed', 'skipped', ['reopen_step', 'skip_step']],
  ['failed', 'completed', ['reopen_step', 'complete_step']],
  ['skipped', 'in_progress', ['reopen_step', 'start_step']],
])('moves a step from %s to %s by %j', (from, to, moves) => {
  expect(movesTo(to, from)).toEqual(moves);
});

test('creates a plan with the title of the list, and adds the other items in one version', () => {
  const { commands } = imported([{ title: 'Shop' }, item('1', 'completed'), item('2', 'pending', ['1'])]);
  expect(commands).toMatchObject([
    { do: 'create', task: { title: 'Shop' }, step: { key: 'item:1' }, metadata: { imported: true } },
    { do: 'revise', add: [{ key: 'item:2', description: '2: Item 2', after: ['item:1'] }] },
    { do: 'move', step: 'item:1', move: 'complete_step' },
  ]);
});

test('changes nothing when the list is the same', () => {
  const list = [{ title: 'Shop' }, item('1', 'completed'), item('2', 'blocked', ['1'])];
  expect(imported(list, list)).toEqual({ commands: [], problems: [] });
});

test('moves what changed in the file', () => {
  const before = [item('1', 'in_progress'), item('2')];
  const { commands } = imported(before, [item('1', 'completed'), item('2', 'pending', ['1'])]);
  expect(commands).toMatchObject([
    { do: 'revise', add: [], after: { 'item:2': ['item:1'] } },
    { do: 'move', step: 'item:1', move: 'complete_step' },
  ]);
});

test('drops a dependency that would hold up what the file says is done', () => {
  const { commands } = imported([item('1'), item('2', 'completed', ['1'])]);
  expect(commands[1]).toMatchObject({ do: 'revise', add: [{ key: 'item:2', after: [] }] });
});

test('names an item with another title', () => {
  const { commands, problems } = imported([item('1')], [{ ...item('1'), title: 'Renamed' }]);
  expect(commands).toEqual([]);
  expect(problems).toEqual(['1 has another title in the file now. Its step keeps the old one.']);
});

test('keeps the details of an item, and replaces them when they change', () => {
  const { commands } = imported([{ ...item('1'), details: 'A' }], [{ ...item('1'), details: 'B' }]);
  expect(commands).toEqual([
    {
      do: 'context',
      plan: 'main',
      entry: { context_type: 'task', context_key: 'beads 1', context_value: 'Item 1\n\nB' },
    },
  ]);
});

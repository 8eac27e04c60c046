import { expect, test } from 'vitest';
import { readTaskMaster } from './task-master.ts';

const read = (file: unknown) => readTaskMaster('shop', JSON.stringify(file));
const task = (id: number | string, more: object = {}) => ({
  id,
  title: `Task ${id}`,
  status: 'pending',
  ...more,
});

test.each([
  ['without tags', { tasks: [task(1)] }, [['shop/master', 'shop']]],
  [
    'with tags',
    { master: { tasks: [task(1)] }, beta: { tasks: [task(1)] }, empty: { tasks: [] } },
    [
      ['shop/master', 'shop'],
      ['shop/beta', 'shop: beta'],
    ],
  ],
])('reads the lists of a file %s', (_, file, lists) => {
  expect(read(file).lists.map(({ name, title }) => [name, title])).toEqual(lists);
});

test.each([
  ['pending', 'pending'],
  ['deferred', 'pending'],
  ['in-progress', 'in_progress'],
  ['review', 'in_progress'],
  ['done', 'completed'],
  ['completed', 'completed'],
  ['cancelled', 'skipped'],
  ['blocked', 'blocked'],
  [undefined, 'pending'],
  ['constructor', 'pending'],
])('reads the status %s as %s', (status, expected) => {
  expect(read({ tasks: [task(1, { status })] }).lists[0]?.items[0]?.status).toBe(expected);
});

test('makes subtasks items of their own, before their task', () => {
  const subtasks = [task(1), { ...task(2), dependencies: [1, '4.1'] }];
  const { lists } = read({
    tasks: [task(3, { dependencies: [4], subtasks }), task(4, { subtasks: [task(1)] })],
  });
  expect(lists[0]?.items.map(({ id, waits_for }) => [id, waits_for])).toEqual([
    ['4.1', []],
    ['4', ['4.1']],
    ['3.1', ['4']],
    ['3.2', ['4', '3.1', '4.1']],
    ['3', ['4', '3.1', '3.2']],
  ]);
});

test('keeps what the file says besides', () => {
  const more = { description: 'Add it', priority: 'high', details: 'Use a map', testStrategy: 'Run it' };
  expect(read({ tasks: [task(1, more)] }).lists[0]?.items[0]?.details).toBe(
    'Add it\n\nPriority:\nhigh\n\nDetails:\nUse a map\n\nTest strategy:\nRun it',
  );
});

test('names dependencies that the list does not have, and omits them', () => {
  const { lists, problems } = read({ tasks: [task(1, { dependencies: [9, 1] })] });
  expect(lists[0]?.items[0]?.waits_for).toEqual([]);
  expect(problems).toEqual(['shop/master: 1 waits for 9, which the list does not have.']);
});

test('orders a cycle, and keeps what is to do of a list that is too long', () => {
  const cycle = read({ tasks: [task(1, { dependencies: [2] }), task(2, { dependencies: [1] })] });
  expect(cycle.lists[0]?.items.map(({ id }) => id)).toEqual(['2', '1']);
  const tasks = Array.from({ length: 1002 }, (_, n) => task(n, { status: n < 5 ? 'done' : 'pending' }));
  const long = read({ tasks });
  expect(long.lists[0]?.items.filter(({ status }) => status === 'completed')).toHaveLength(3);
  expect(long.problems).toEqual(['shop/master: 2 items are omitted, because a plan has up to 1,000 steps.']);
});

test.each([[[]], [{}], [{ tasks: 5 }], [{ master: null }], [7]])('reports that %j has no tasks', (file) => {
  expect(read(file)).toEqual({ lists: [], problems: ['The file has no tasks.'] });
});

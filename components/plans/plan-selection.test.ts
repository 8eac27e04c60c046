import { expect, test } from 'vitest';
import { actOfKey, changeSelection, nothingChosen, type PlanSelection } from './plan-selection';

const ids = ['a', 'b', 'c', 'd'];
const press = (keys: string[], from: PlanSelection = nothingChosen, rows = ids) =>
  keys.reduce((selection, key) => {
    const act = actOfKey(key);
    return act ? changeSelection(selection, act, rows) : selection;
  }, from);

test.each([
  [['j'], 'a'],
  [['k'], 'a'],
  [['j', 'j', 'j'], 'c'],
  [['j', 'j', 'k', 'k', 'k'], 'a'],
  [['j', 'j', 'j', 'j', 'j', 'j'], 'd'],
])('%j ends at %s', (keys, active) => {
  expect(press(keys).active).toBe(active);
});

test('x chooses the row and lets it go; X all from there to here; Escape all of them', () => {
  expect([...press(['j', 'x']).chosen]).toEqual(['a']);
  expect([...press(['j', 'x', 'x']).chosen]).toEqual([]);
  expect([...press(['j', 'x', 'j', 'j', 'X']).chosen]).toEqual(['a', 'b', 'c']);
  const upwards = press(['j', 'j', 'j', 'j', 'x', 'k', 'k', 'X']);
  expect([...upwards.chosen].toSorted()).toEqual(['b', 'c', 'd']);
  expect([...press(['Escape'], upwards).chosen]).toEqual([]);
});

test('without an active row x does nothing, and other keys mean nothing', () => {
  expect(press(['x'])).toEqual(nothingChosen);
  expect(actOfKey('Enter')).toBe(null);
});

test('a row that has gone is no place to go on from, and cannot be chosen', () => {
  const atD = press(['j', 'j', 'j', 'j']);
  expect(press(['j'], atD, ['a', 'b']).active).toBe('a');
  expect([...press(['x'], atD, ['a', 'b']).chosen]).toEqual([]);
});

test('all, and then none', () => {
  const all = changeSelection(nothingChosen, { kind: 'all' }, ids);
  expect([...all.chosen]).toEqual(ids);
  expect([...changeSelection(all, { kind: 'all' }, ids).chosen]).toEqual([]);
  expect(changeSelection(all, { kind: 'focus', id: 'b' }, ids).active).toBe('b');
});

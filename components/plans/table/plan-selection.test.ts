import { expect, test } from 'vitest';
import { actionOfKey, changeSelection, emptySelection, type PlanSelection } from './plan-selection';

const ids = ['a', 'b', 'c', 'd'];
const press = (keys: string[], from: PlanSelection = emptySelection, rows = ids) =>
  keys.reduce((selection, key) => {
    const act = actionOfKey(key);
    return act ? changeSelection(selection, act, rows) : selection;
  }, from);

test.each([
  [['j'], 'a'],
  [['k'], 'a'],
  [['j', 'j', 'j'], 'c'],
  [['j', 'j', 'k', 'k', 'k'], 'a'],
  [['j', 'j', 'j', 'j', 'j', 'j'], 'd'],
])('the keys %j end at row %s', (keys, active) => {
  expect(press(keys).active).toBe(active);
});

test('x toggles a row, X selects a range, Escape clears the selection', () => {
  expect([...press(['j', 'x']).chosen]).toEqual(['a']);
  expect([...press(['j', 'x', 'x']).chosen]).toEqual([]);
  expect([...press(['j', 'x', 'j', 'j', 'X']).chosen]).toEqual(['a', 'b', 'c']);
  const upwards = press(['j', 'j', 'j', 'j', 'x', 'k', 'k', 'X']);
  expect([...upwards.chosen].toSorted()).toEqual(['b', 'c', 'd']);
  expect([...press(['Escape'], upwards).chosen]).toEqual([]);
});

test('ignores x without an active row, and ignores other keys', () => {
  expect(press(['x'])).toEqual(emptySelection);
  expect(actionOfKey('Enter')).toBe(null);
});

test('starts again after the active row has gone, and does not select it', () => {
  const atD = press(['j', 'j', 'j', 'j']);
  expect(press(['j'], atD, ['a', 'b']).active).toBe('a');
  expect([...press(['x'], atD, ['a', 'b']).chosen]).toEqual([]);
});

test('selects all rows, then none', () => {
  const all = changeSelection(emptySelection, { kind: 'all' }, ids);
  expect([...all.chosen]).toEqual(ids);
  expect([...changeSelection(all, { kind: 'all' }, ids).chosen]).toEqual([]);
  expect(changeSelection(all, { kind: 'focus', id: 'b' }, ids).active).toBe('b');
});

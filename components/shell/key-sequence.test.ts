import { expect, test } from 'vitest';
import { type KeyCommand, noKeys, pressKey } from './key-sequence';

const pages = { p: '/plans', t: '/tasks', g: '/graphs' };

/** Returns the commands of keys pressed at these times. */
function press(...keys: [key: string, at: number][]): (KeyCommand | null)[] {
  let sequence = noKeys;
  return keys.map(([key, at]) => {
    const next = pressKey(sequence, key, at, pages);
    sequence = next.sequence;
    return next.command;
  });
}

const plans = { kind: 'go', href: '/plans' };

test('g and a letter open the page of that letter', () => {
  expect(press(['g', 0], ['p', 300])).toEqual([null, plans]);
});

test('ignores a letter alone or after another key', () => {
  expect(press(['p', 0])).toEqual([null]);
  expect(press(['g', 0], ['x', 10], ['p', 20])).toEqual([null, null, null]);
  expect(press(['g', 0], ['Shift', 10])).toEqual([null, null]);
});

test('ignores a late letter, and restarts the sequence at each g', () => {
  expect(press(['g', 0], ['p', 1501])).toEqual([null, null]);
  expect(press(['x', 0], ['g', 1000], ['p', 2400])).toEqual([null, null, plans]);
});

test('ends the sequence after a jump', () => {
  expect(press(['g', 0], ['p', 10], ['t', 20])).toEqual([null, plans, null]);
});

test('ignores names that every object inherits', () => {
  expect(press(['g', 0], ['toString', 10])).toEqual([null, null]);
  expect(press(['g', 0], ['g', 10])).toEqual([null, { kind: 'go', href: '/graphs' }]);
});

test('? shows the shortcuts, also in the middle of a sequence', () => {
  expect(press(['?', 0])).toEqual([{ kind: 'shortcuts' }]);
  expect(press(['g', 0], ['?', 10], ['p', 20])).toEqual([null, { kind: 'shortcuts' }, null]);
});

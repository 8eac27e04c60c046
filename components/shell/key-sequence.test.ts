import { expect, test } from 'vitest';
import { type KeyCommand, noKeys, pressKey } from './key-sequence';

const pages = { p: '/plans', t: '/tasks', g: '/graphs' };

/** The commands of keys pressed at these times. */
function press(...keys: [key: string, at: number][]): (KeyCommand | null)[] {
  let sequence = noKeys;
  return keys.map(([key, at]) => {
    const next = pressKey(sequence, key, at, pages);
    sequence = next.sequence;
    return next.command;
  });
}

const plans = { kind: 'go', href: '/plans' };

test('g and then a letter goes to its page', () => {
  expect(press(['g', 0], ['p', 300])).toEqual([null, plans]);
});

test('a letter alone, or after another key, goes nowhere', () => {
  expect(press(['p', 0])).toEqual([null]);
  expect(press(['g', 0], ['x', 10], ['p', 20])).toEqual([null, null, null]);
  expect(press(['g', 0], ['Shift', 10])).toEqual([null, null]);
});

test('a letter that comes too late goes nowhere, and g counts from the last time', () => {
  expect(press(['g', 0], ['p', 1501])).toEqual([null, null]);
  expect(press(['x', 0], ['g', 1000], ['p', 2400])).toEqual([null, null, plans]);
});

test('after a jump the next letter stands alone', () => {
  expect(press(['g', 0], ['p', 10], ['t', 20])).toEqual([null, plans, null]);
});

test('letters are those of pages and not what every object has', () => {
  expect(press(['g', 0], ['toString', 10])).toEqual([null, null]);
  expect(press(['g', 0], ['g', 10])).toEqual([null, { kind: 'go', href: '/graphs' }]);
});

test('? shows the shortcuts, also in the middle of a sequence', () => {
  expect(press(['?', 0])).toEqual([{ kind: 'shortcuts' }]);
  expect(press(['g', 0], ['?', 10], ['p', 20])).toEqual([null, { kind: 'shortcuts' }, null]);
});

import { expect, it } from 'vitest';
import { diffStates } from './state-diff';

const kinds = (...states: Parameters<typeof diffStates>) =>
  Object.fromEntries(diffStates(...states).map((change) => [change.key, change.kind]));

it('distinguishes added, removed, changed and unchanged keys', () => {
  expect(kinds({ a: 1, b: 2, c: { x: 1 } }, { b: 3, c: { x: 1 }, d: null })).toEqual({
    a: 'removed',
    b: 'changed',
    c: 'same',
    d: 'added',
  });
});

it('treats objects as equal in any order of their keys', () => {
  expect(kinds({ a: { x: 1, y: [{ p: 1, q: 2 }] } }, { a: { y: [{ q: 2, p: 1 }], x: 1 } })).toEqual({
    a: 'same',
  });
});

it('compares other values whole', () => {
  expect(diffStates([1], [1, 2])).toEqual([{ key: '', kind: 'changed', before: [1], after: [1, 2] }]);
  expect(diffStates(null, 'text')).toEqual([{ key: '', kind: 'added', after: 'text' }]);
});

it('shows a first state as added, and nothing without states', () => {
  expect(kinds(null, { a: 1 })).toEqual({ a: 'added' });
  expect(diffStates(null, null)).toEqual([]);
});

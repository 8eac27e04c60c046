import { expect, test } from 'vitest';
import { placeCursor, readPlaceCursor } from './place-cursor';

test.each([
  ['2026-12-05', 'task 1'],
  [null, 'ö|"ü'],
])('reads what it wrote: %j, %j', (value, id) => {
  expect(readPlaceCursor(placeCursor('due true', value, id), 'due true')).toEqual({ value, id });
});

test.each([placeCursor('title true', 'a', 'b'), 'nonsense', '', btoa('{}'), btoa('["due true",1,"x"]')])(
  'refuses the cursor %j',
  (cursor) => {
    expect(() => readPlaceCursor(cursor, 'due true')).toThrow('The cursor is invalid');
  },
);

import { expect, test } from 'vitest';
import { arrayText, parseArray } from './array-text';
import { toText } from './parameters';

test.each([
  ['{}', []],
  ['{a,NULL,"NULL","b \\"c\\" \\\\ {d},"}', ['a', null, 'NULL', 'b "c" \\ {d},']],
  [
    '{{a,b},{NULL,""}}',
    [
      ['a', 'b'],
      [null, ''],
    ],
  ],
  ['[0:1]={a,b}', ['a', 'b']],
])('reads the array %s', (text, array) => {
  expect(parseArray(text)).toEqual(array);
});

test('reads elements of other types, and with another delimiter', () => {
  expect(parseArray('{"{\\"a\\": 1}",NULL}', JSON.parse)).toEqual([{ a: 1 }, null]);
  expect(parseArray('{(1,1),(0,0);(2,2),(1,1)}', undefined, ';')).toEqual(['(1,1),(0,0)', '(2,2),(1,1)']);
});

test('reads back the arrays that it writes', () => {
  for (const array of [[], ['a', null, 'NULL', '"\\{,'], [['a'], [null]]])
    expect(parseArray(arrayText(array, toText))).toEqual(array);
  expect(parseArray(arrayText([[1], null], JSON.stringify, true), JSON.parse)).toEqual([[1], null]);
});

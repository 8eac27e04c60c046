import { expect, test } from 'vitest';
import { toCsv } from './csv';

test('heads, then rows; null is empty', () => {
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['x', 1.5],
        [null, -2],
      ],
    ),
  ).toBe('a,b\r\nx,1.5\r\n,-2\r\n');
});

test('commas, quotes and line breaks are quoted', () => {
  expect(toCsv(['a'], [['1,2'], ['say "yes"'], ['one\ntwo'], ['one\r\ntwo']])).toBe(
    'a\r\n"1,2"\r\n"say ""yes"""\r\n"one\ntwo"\r\n"one\r\ntwo"\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=HYPERLINK("x","y")'])('%s is no formula', (text) => {
  expect(toCsv(['a'], [[text]])).toMatch(/^a\r\n"?'/);
});

test('numbers are numbers, also negative ones', () => {
  expect(toCsv(['a'], [[-1]])).toBe('a\r\n-1\r\n');
});

test('nothing but heads', () => {
  expect(toCsv(['a', 'b'], [])).toBe('a,b\r\n');
});

import { expect, test } from 'vitest';
import { toCsv } from './csv';

test('writes the headers, then the rows, with null as an empty field', () => {
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

test('quotes commas, quotes and line breaks', () => {
  expect(toCsv(['a'], [['1,2'], ['say "yes"'], ['one\ntwo'], ['one\r\ntwo']])).toBe(
    'a\r\n"1,2"\r\n"say ""yes"""\r\n"one\ntwo"\r\n"one\r\ntwo"\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=HYPERLINK("x","y")'])(
  'writes %s as text, not as a formula',
  (text) => {
    expect(toCsv(['a'], [[text]])).toMatch(/^a\r\n"?'/);
  },
);

test('writes numbers without quotes, including negative ones', () => {
  expect(toCsv(['a'], [[-1]])).toBe('a\r\n-1\r\n');
});

test('writes only the headers if there are no rows', () => {
  expect(toCsv(['a', 'b'], [])).toBe('a,b\r\n');
});

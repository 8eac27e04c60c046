import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isExactNumber,
  markExactNumbers,
  markOwnNumbers,
  parseExact,
  stringifyExact,
  unmarkExactNumbers,
} from '@/lib/agent-execution/exact-json';
import { findUnstorable } from '@/lib/agent-execution/storable';

const digits = [
  '725653563933458432',
  '1.10',
  '-0',
  '1E2',
  '1e400',
  '0.1000',
  '12345678901234567890.5',
  '-1.0',
];

describe('a number that a double would change', () => {
  test.each(digits)('keeps every digit: %s', (number) => {
    const text = `{"a":${number},"b":[${number}]}`;
    expect(stringifyExact(parseExact(text))).toBe(text);
    expect(stringifyExact(parseExact(number))).toBe(number);
  });

  test.each(['0', '-1', '42', '0.5', '1.25', '9007199254740991', '1e+21'])('stays a number: %s', (number) => {
    expect(parseExact(number)).toBe(Number(number));
  });

  test('is an exact number, which survives copies', () => {
    const { id } = structuredClone(parseExact('{"id":725653563933458432}')) as { id: unknown };
    expect(isExactNumber(id)).toBe(true);
    expect(stringifyExact({ id }, 2)).toBe('{\n  "id": 725653563933458432\n}');
  });

  test('is refused when it is not finite', () => {
    expect(findUnstorable(parseExact('{"a":1e400}'))).toEqual({
      path: 'a',
      problem: 'must be a finite number',
    });
    expect(findUnstorable(parseExact('{"a":1.10}'))).toBeNull();
  });
});

test('marks exact numbers only in callers’ values where the other fields have a type', () => {
  const text =
    '{"limit":1.0,"result" : {"a":1.0,"b":[{"c":2.0}]},"x":3.0,"metadata":4.0,"y":[5.0,"result",6.0]}';
  expect(JSON.parse(markOwnNumbers(text))).toEqual({
    limit: 1,
    result: { a: '\x001.0', b: [{ c: '\x002.0' }] },
    x: 3,
    metadata: '\x004.0',
    y: [5, 'result', 6],
  });
  expect(JSON.parse(markOwnNumbers('{"result":true,"a":[1.0]}'))).toEqual({ result: true, a: [1] });
});

test('refuses a text that looks like an exact number', () => {
  const forged = parseExact('{"a":"\\u00001.10"}');
  expect(stringifyExact(forged)).toBe('{"a":"\\u0000\\u00001.10"}');
  expect(findUnstorable(forged)).toMatchObject({ path: 'a' });
  const within = '{"a":"b\\"\\u00001.10"}';
  expect(unmarkExactNumbers(within)).toBe(within);
});

test('a name that copies would drop is refused', () => {
  expect(findUnstorable(parseExact('{"metadata":{"a":{"__proto__":1}}}'))).toEqual({
    path: 'metadata',
    problem: 'must not be a name',
  });
});

test('any JSON is returned unchanged', () => {
  const number = fc.oneof(
    fc.bigInt().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
    fc.tuple(fc.integer(), fc.stringMatching(/^\d{1,30}$/)).map(([whole, rest]) => `${whole}.${rest}`),
  );
  const string = fc.string({ unit: 'binary' }).filter((text) => !text.startsWith('\0'));
  const quoted = string.map((text) => JSON.stringify(text));
  const { json } = fc.letrec<{ json: string }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      number,
      quoted,
      fc.constantFrom('true', 'null'),
      fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
      fc
        .array(fc.tuple(quoted, tie('json')), { maxLength: 4 })
        .map((entries) => `{${entries.map((entry) => entry.join(' : ')).join(',')}}`),
    ),
  }));
  const property = fc.property(json, (text) => {
    expect(unmarkExactNumbers(markExactNumbers(text))).toBe(text);
    expect(JSON.parse(stringifyExact(parseExact(text)))).toEqual(JSON.parse(text));
  });
  fc.assert(property, { numRuns: 300 });
});

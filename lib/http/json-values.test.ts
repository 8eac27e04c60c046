import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasTooManyValues, MAX_VALUES } from './json-values';

const list = (item: string, count: number) => `[${Array(count).fill(item).join(',')}]`;

test('accepts ten thousand rows of ninety fields, and refuses a million values', () => {
  const row = `{${Array.from({ length: 90 }, (_, at) => `"field_${at}":"a, b, [c]"`).join(',')}}`;
  expect(hasTooManyValues(list(row, 10_000))).toBe(false);
  expect(hasTooManyValues(list('1', MAX_VALUES + 1))).toBe(true);
  expect(hasTooManyValues(list('[]', MAX_VALUES / 2 + 1))).toBe(true);
});

test('ignores commas and brackets inside of strings', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const prose = JSON.stringify(text + ',[{"\\\\'.repeat(MAX_VALUES));
      expect(hasTooManyValues(`[${prose}]`)).toBe(false);
      expect(hasTooManyValues(`[${prose},${list('1', MAX_VALUES + 1)}]`)).toBe(true);
    }),
    { numRuns: 3 },
  );
});

test.each(['"', '"\\', '"\\\\'])('counts the lines after a line that begins with %s', (line) => {
  expect(hasTooManyValues(`${line}\n${list('1', MAX_VALUES + 1)}`)).toBe(true);
});

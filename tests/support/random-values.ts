/** Random values for tests of limits: JSON and times, each with whether the database may store it. */
import fc from 'fast-check';

/** JSON text, which may contain values that JSON.stringify cannot write. */
export interface Sample {
  text: string;
  isAllowed: boolean;
  /** An object around it would add a level too many. */
  isFull?: boolean;
}

const plain = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }).map((value): Sample => {
  const text = JSON.stringify(value);
  return { text, isAllowed: !/\\u(0000|d[89a-f])/i.test(text) && !/(?<!\\)"__proto__":/.test(text) };
});
const nested = fc.tuple(fc.constantFrom(1, 20, 99, 100, 101, 109, 300, 2000, 5000), fc.boolean()).map(
  ([levels, isList]): Sample => ({
    text: isList
      ? '['.repeat(levels) + ']'.repeat(levels)
      : `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
    isAllowed: levels <= 100,
    isFull: levels === 100,
  }),
);
const special = fc.constantFrom<Sample>(
  { text: '1e308', isAllowed: true },
  { text: '{"size": 1e999}', isAllowed: false },
  { text: '[-1e400]', isAllowed: false },
  { text: '"\\u0000"', isAllowed: false },
  { text: '{"\\ud800": 1}', isAllowed: false },
  { text: '{"a": ["\\udfff\\ud800"]}', isAllowed: false },
  { text: '"\\ud83d\\ude00"', isAllowed: true },
);

export const jsonSamples = fc.oneof(plain, nested, special);

export const times = fc.oneof(
  fc.constantFrom(
    'infinity',
    '-infinity',
    '0044-03-15 BC',
    '4713-01-01 BC',
    '0001-01-01',
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '10000-01-01',
    '294276-12-31',
    'epoch',
    '2026-06-01T12:00:00+02:00',
  ),
  fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
);

/** Returns whether the database stores a time. */
export function isStorableTime(text: string): boolean {
  if (text === 'epoch') return true;
  const time = Date.parse(text);
  return !text.includes('BC') && time >= 0 && time <= Date.parse('9999-12-31T23:59:59.999Z');
}

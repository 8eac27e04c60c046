import { expect, test } from 'vitest';
import { alignSteps } from '@/lib/agent-execution/align-steps';

const stepsOf = (...texts: string[]) =>
  texts.map((text, index) => {
    const [action = '', description = ''] = text.split(': ');
    return { step_number: index + 1, action, description };
  });

const pairsOf = (left: string[], right: string[]) =>
  alignSteps(stepsOf(...left), stepsOf(...right)).map(
    ({ left: one, right: other, is_moved }) => `${one ?? '-'}/${other ?? '-'}${is_moved ? ' moved' : ''}`,
  );

test.each<[string, string[], string[], string[]]>([
  ['equal runs', ['a: Read it', 'b: Write it'], ['a: Read it', 'b: Write it'], ['1/1', '2/2']],
  ['no steps', [], [], []],
  ['one empty run', ['a: Read it'], [], ['1/-']],
  [
    'a step that the right run adds',
    ['read: Read the code', 'test: Run the tests'],
    ['read: Read the code', 'fix: Mend the parser', 'test: Run the tests'],
    ['1/1', '-/2', '2/3'],
  ],
  [
    'a step that the left run alone has',
    ['read: Read the code', 'fix: Mend the parser', 'test: Run the tests'],
    ['read: Read the code', 'test: Run the tests'],
    ['1/1', '2/-', '3/2'],
  ],
  ['other words for the same', ['search: Search the literature'], ['search: Search literature'], ['1/1']],
  ['letters in upper case', ['Build: Build  THE app'], ['build: build the app'], ['1/1']],
  ['different steps', ['search: Search literature'], ['deploy: Deploy to production'], ['1/-', '-/1']],
  ['descriptions without words', ['a: …'], ['b: …'], ['1/1']],
  [
    'a step that changed its place',
    ['a: Write the docs', 'b: Build the app', 'c: Test the app'],
    ['b: Build the app', 'c: Test the app', 'a: Write the docs'],
    ['1/3 moved', '2/1', '3/2'],
  ],
  [
    'repeated steps',
    ['test: Run the tests', 'fix: Mend it', 'test: Run the tests'],
    ['test: Run the tests', 'test: Run the tests'],
    ['1/1', '2/-', '3/2'],
  ],
  ['other alphabets', ['a: 文献を 検索する'], ['a: 文献を 検索する', 'b: 書く'], ['1/1', '-/2']],
])('aligns %s', (_, left, right, expected) => {
  expect(pairsOf(left, right)).toEqual(expected);
});

test('names each step of both runs once, whatever they are', () => {
  const words = ['read', 'write', 'test', 'code', 'docs'];
  const pick = (seed: number) => words[seed % words.length] ?? '';
  for (let seed = 1; seed < 60; seed += 1) {
    const make = (count: number, offset: number) =>
      stepsOf(
        ...Array.from(
          { length: count },
          (_, n) => `${pick(n * seed)}: ${pick(n + offset)} ${pick(n * offset + seed)}`,
        ),
      );
    const [left, right] = [make(seed % 9, seed), make((seed * 7) % 11, seed + 3)];
    const pairs = alignSteps(left, right);
    const numbers = (side: 'left' | 'right') =>
      pairs.flatMap((pair) => pair[side] ?? []).sort((one, other) => one - other);
    expect(numbers('left')).toEqual(left.map(({ step_number }) => step_number));
    expect(numbers('right')).toEqual(right.map(({ step_number }) => step_number));
  }
});

const manyWords = Array.from({ length: 1000 }, (_, n) => String.fromCharCode(0x4e00 + n)).join(' ');

test.each([
  ['short', ''],
  ['long', manyWords],
])('aligns plans of a thousand steps with %s descriptions', (_, more) => {
  const steps = Array.from({ length: 1000 }, (_step, n) => ({
    step_number: n + 1,
    action: 'work',
    description: `Do part ${n} of the work on module ${n % 50} with care ${more}`,
  }));
  expect(alignSteps(steps, steps.slice(10))).toHaveLength(1000);
});

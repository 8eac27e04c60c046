import { expect, test } from 'vitest';
import { oneLine, plainLine } from './plain-line';

test.each([
  [
    'Use the **blue/green** switch, because `worker` keeps state.\n\n1. drain\n2. switch',
    'Use the blue/green switch, because worker keeps state. 1. drain 2. switch',
  ],
  ['# Latency\n\n> before\n\n- one\n* two', 'Latency before one two'],
  ['| region | p95 |\n| - | -: |\n| eu | 390 |', 'region · p95 eu · 390'],
  ['See [the trace](https://example.com/trace) and ![a chart](c.png)', 'See the trace and a chart'],
  ['```ts\nconst a = 1;\n```', 'const a = 1;'],
  ['**Both** of **them**', 'Both of them'],
  ['Matched src/**/*.ts and lib/** and 2 ** 3', 'Matched src/**/*.ts and lib/** and 2 ** 3'],
  ['a - b > c # d', 'a - b > c # d'],
  ['\u001b[32m✓\u001b[39m  passed', '✓ passed'],
])('reads %j as %j', (text, line) => {
  expect(plainLine(text)).toBe(line);
});

test('keeps the backticks and asterisks of a command', () => {
  expect(oneLine('Ran echo `date`\n  **')).toBe('Ran echo `date` **');
});

import { expect, test } from 'vitest';
import { highlightCode } from './highlight';

test('shades the words of a command and changes no text', () => {
  const command = 'cd /srv && npm test -- --run "cart" # quick';
  const runs = highlightCode(command, 'bash');
  expect(runs.map(({ text }) => text).join('')).toBe(command);
  expect(runs).toContainEqual({ text: '"cart"', shade: 'quiet' });
  expect(runs).toContainEqual({ text: '# quick', shade: 'comment' });
});

test.each([
  ['typescript', 'const a: number = 1;', 'const'],
  ['python', 'def run():\n  return 1', 'def'],
  ['sql', 'select 1 from plans', 'select'],
])('knows the keywords of %s', (language, code, keyword) => {
  expect(highlightCode(code, language)).toContainEqual({ text: keyword, shade: 'keyword' });
});

test('shows code of an unknown language and markup as they are', () => {
  expect(highlightCode('<script>alert(1)</script>', 'klingon')).toEqual([
    { text: '<script>alert(1)</script>' },
  ]);
  expect(
    highlightCode('<img src=x onerror="alert(1)">', 'xml')
      .map(({ text }) => text)
      .join(''),
  ).toBe('<img src=x onerror="alert(1)">');
});

import { expect, test } from 'vitest';
import { looksLikeMarkdown, readJson } from './value-kind';

test.each([
  ['{"a": [1, null]}', { a: [1, null] }],
  ['  [1]', [1]],
  ['{"a": ', undefined],
  ['42', undefined],
  ['"text"', undefined],
  ['', undefined],
])('reads only objects and lists as JSON: %j', (text, value) => {
  expect(readJson(text)).toEqual(value);
});

test.each([
  '# Findings',
  'Use **this**',
  '- one\n- two',
  '1. first',
  '```\ncode\n```',
  '| a | b |',
  '[docs](https://x.y)',
  'run `npm test`',
])('%j looks like Markdown', (text) => expect(looksLikeMarkdown(text)).toBe(true));

test.each(['Plain words.', '#hashtag', 'a*b*c', '2026-01-01 nothing', 'snake_case_name', ''])(
  '%j does not look like Markdown',
  (text) => expect(looksLikeMarkdown(text)).toBe(false),
);

import { expect, test } from 'vitest';
import { guessLanguage, languageOfPath } from './code-language';
import {
  type ContentKind,
  type ContentSource,
  detectContent,
  looksLikeMarkdown,
  readJson,
} from './content-kind';

const ESC = '\u001b';
const gitDiff = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n- - one item\n+ - another item\n';

test.each<[name: string, kind: ContentKind, text: string, source?: ContentSource]>([
  ['a diff whose lines look like bullets', 'diff', gitDiff],
  ['a diff after a sentence', 'diff', `I changed one line:\n\n${gitDiff}`],
  ['hunks without a file', 'diff', '@@ -1 +1 @@\n-const sum = 0;\n+const total = 0;'],
  ['a hunk without line numbers', 'diff', '@@\n-old\n+new'],
  ['a patch of apply_patch', 'diff', '*** Begin Patch\n*** Update File: a.ts\n@@\n-a\n+b\n*** End Patch'],
  ['changed lines without a hunk', 'diff', '-  timeout: 30,\n+  timeout: 60,'],
  [
    'a coloured diff',
    'diff',
    `--- a/x\n+++ b/x\n${ESC}[36m@@ -1 +1 @@${ESC}[m\n${ESC}[31m-a${ESC}[m\n${ESC}[32m+b${ESC}[m`,
  ],
  ['a list that looks like a diff', 'markdown', '- one\n+ two\n- three'],
  ['a list of signed numbers', 'text', '-1 down\n+1 up'],
  ['the files of a folder', 'text', 'total 8\n-rw-r--r-- 1 root root 5 x'],
  ['colours of a terminal', 'ansi', `${ESC}[32mPASS${ESC}[0m cart.test.ts`],
  ['a progress bar', 'ansi', '10 %\r50 %\r100 %'],
  ['colours in Markdown', 'ansi', `- ${ESC}[1mone${ESC}[0m`],
  ['an object as text', 'json', '{"findings": 15, "note": "- a\\n- b"}'],
  ['a list as text', 'json', ' [1, 2]'],
  ['JSON that was cut', 'text', '{"findings": [1, 2, '],
  ['code without a fence', 'code', 'export function sum(a: number) {\n  return a + 1;\n}\n'],
  [
    'a script with comments',
    'code',
    '#!/bin/sh\n# Builds it\nset -e\nnpm run build\nif true; then\n  echo done\nfi',
  ],
  ['Python', 'code', 'import os\n\ndef run(path):\n    return os.stat(path)\n'],
  ['SQL', 'code', 'select id, status\nfrom plans\nwhere id = 1;'],
  ['code in a fence', 'code', '```ts\nconst a = 1;\n```'],
  ['two fences', 'markdown', '```\na\n```\n\n```\nb\n```'],
  ['words with a fence', 'markdown', 'Run this:\n\n```sh\nnpm test\n```'],
  ['words that mention code', 'markdown', 'Call `sum` first.\nconst is not a verb.'],
  ['plain prose', 'text', 'The import failed because a column was missing.\nUse the newer file instead.'],
  [
    'prose with words of SQL',
    'text',
    'Select the plan from the list.\nThen wait for the lease.\nIt expires soon.',
  ],
  ['Arabic', 'text', 'تم إكمال الخطوة بنجاح'],
  ['an Arabic list', 'markdown', '- الخطوة الأولى\n- الخطوة الثانية'],
  ['an empty text', 'text', ''],
  ['a file of bytes', 'binary', `\u0001\u0002PNG\u0000\u0001${'\u0010'.repeat(40)}`],
  ['a text with a stray bell', 'text', `Build finished.${'\u0007'} All is well.`],
  ['bullets that a program printed', 'text', '- one\n- two', 'output'],
  ['code that a program printed', 'text', 'import os\ndef run():\n    pass\n', 'output'],
  ['a diff that a program printed', 'diff', gitDiff, 'output'],
  ['HTML', 'code', '<div onclick="alert(1)">\n  <img src=x onerror="alert(2)">\n</div>'],
])('detects %s as %s', (_, kind, text, source) => {
  expect(detectContent(text, source)).toBe(kind);
});

test.each([
  ['a line', 'x'.repeat(1_000_000)],
  ['words', 'select a '.repeat(120_000)],
  ['blanks', ' '.repeat(1_000_000)],
  ['open fences', '```\n'.repeat(250_000)],
  ['signs', '+- '.repeat(330_000)],
  ['open brackets', '['.repeat(1_000_000)],
])('detects the kind of one MB of %s', (_, text) => {
  expect(detectContent(text)).toBe('text');
});

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

test.each([
  ['/srv/shop/src/cart.ts', 'typescript'],
  ['C:\\shop\\build.PY', 'python'],
  ['Makefile', undefined],
  ['notes.constructor', undefined],
])('finds the language of %s', (path, language) => expect(languageOfPath(path)).toBe(language));

const empty = '\n'.repeat(90_000);

test.each([
  ['quotes in quotes', '> '.repeat(40_000), 'text'],
  ['lists in lists', `${'- '.repeat(2000)}a`, 'text'],
  ['nested emphasis', '**a '.repeat(3000) + 'b** '.repeat(3000), 'text'],
  ['many brackets', `# a\n${'['.repeat(40_000)}`, 'text'],
  ['very long Markdown', `# a\n${'| a |\n'.repeat(9000)}`, 'text'],
  ['empty lines', `${empty}x`, 'text'],
  ['empty lines in a fence', `\`\`\`\n${empty}x\n\`\`\``, 'code'],
  ['brackets in a fence', `\`\`\`\ndef a(${')'.repeat(90_000)}\n\`\`\``, 'code'],
  ['JSON in JSON', '['.repeat(50_000) + ']'.repeat(50_000), 'text'],
  ['a quote of a quote in a list', '- a\n  > b\n  > > **c**', 'markdown'],
])('shows %s in little time', (_, text, kind) => {
  const begin = performance.now();
  expect(detectContent(text)).toBe(kind);
  if (kind === 'code') guessLanguage(text);
  expect(performance.now() - begin).toBeLessThan(500);
});

test('counts the levels of JSON outside of its strings', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  expect(readJson(nested(100))).toBeDefined();
  expect(readJson(nested(101))).toBeUndefined();
  const text = `{"a\\"[": "${'{'.repeat(500)}\\\\", "b": ["]"]}`;
  expect(readJson(text)).toEqual(JSON.parse(text));
});

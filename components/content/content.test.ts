import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Content } from './content';
import { Markdown } from './markdown';

const show = (text: string) => renderToStaticMarkup(createElement(Content, { text, label: 'Value' }));

const attack = '<script>alert(1)</script><img src=x onerror="alert(2)">';

test.each([
  ['prose', attack],
  ['code', `<div>\n${attack}\n</div>`],
  ['a diff', `@@ -1 +1 @@\n-a\n+${attack}`],
  ['JSON', JSON.stringify({ [attack]: attack, long: attack.repeat(5) })],
  ['terminal output', `\u001b[31m${attack}\u001b[0m`],
  ['bytes', `\u0001\u0002\u0003${attack}`],
])('shows HTML in %s as text', (_, text) => {
  const html = show(text);
  expect(html).toContain('&lt;script&gt;');
  expect(html).not.toMatch(/<script|<img/);
});

test('shows HTML and unsafe links in Markdown as text', () => {
  const html = renderToStaticMarkup(
    createElement(Markdown, { text: `# Title\n${attack}\n\n[bad](javascript:alert(1))\n\n- [x] done` }),
  );
  expect(html).toContain('<h3');
  expect(html).not.toMatch(/<script|<img|javascript:/);
});

test('shows a diff in Markdown by file, and other fences as code', () => {
  const text =
    'Changed:\n\n```diff\n--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-a\n+b\n```\n\n```ts\nconst a = 1;\n```';
  const html = renderToStaticMarkup(createElement(Markdown, { text }));
  expect(html).toContain('Changes of x.ts');
  expect(html).toContain('const a = 1;</pre>');
});

test('counts the lines of a diff and folds a long output', () => {
  expect(show('@@ -1 +1,2 @@\n-a\n+b\n+c')).toContain('>+2</span> <span class="text-failed">−1</span>');
  expect(show(JSON.stringify({ stdout: 'line\n'.repeat(100) }))).toContain('Show all (60 lines more)');
});

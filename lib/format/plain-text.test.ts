import { expect, it } from 'vitest';
import { plainText } from './plain-text';

it('removes the marks of Markdown and keeps the words', () => {
  const text = '## Findings\n\n- **12** of `src/cart.ts` use [the docs](https://x.y)\n> so be it\n- [x] done';
  expect(plainText(text)).toBe('Findings\n\n12 of src/cart.ts use the docs\nso be it\ndone');
  expect(plainText('```ts\nconst a = 1;\n```')).toBe('const a = 1;\n');
});

it('keeps other texts as they are', () => {
  for (const text of ['a * b * c', 'snake_case_name', '#hashtag', 'a ** b', '2 > 1', '']) {
    expect(plainText(text)).toBe(text);
  }
});

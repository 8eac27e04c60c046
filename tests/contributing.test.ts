import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the worked example of CONTRIBUTING.md names functions that exist in its files', () => {
  const page = readFileSync('CONTRIBUTING.md', 'utf8');
  const pairs = [...page.matchAll(/`([\w.]+)`\s+in\s+`([^`]+)`/g)].map(([, name = '', path = '']) => ({
    name,
    path,
  }));
  expect(pairs.length).toBeGreaterThan(4);
  expect(pairs.filter(({ name, path }) => !readFileSync(path, 'utf8').includes(name))).toEqual([]);
});

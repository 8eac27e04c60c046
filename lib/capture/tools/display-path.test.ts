import { expect, it } from 'vitest';
import { displayPath } from './display-path';

const CASES: [path: string, cwd: string | undefined, short: string][] = [
  ['/srv/shop/src/cart.ts', '/srv/shop', 'src/cart.ts'],
  ['/srv/shop/src/cart.ts', '/srv/shop/', 'src/cart.ts'],
  ['C:\\shop\\src\\cart.ts', 'C:\\shop', 'src\\cart.ts'],
  ['/srv/shopping/cart.ts', '/srv/shop', '/srv/shopping/cart.ts'],
  ['/srv/shop', '/srv/shop', '/srv/shop'],
  ['/etc/hosts', undefined, 'hosts'],
  ['src/cart.ts', '/srv/shop', 'src/cart.ts'],
  ['', undefined, ''],
];

it.each(CASES)('shortens %s in %s to %s', (path, cwd, short) => {
  expect(displayPath(path, cwd)).toBe(short);
});

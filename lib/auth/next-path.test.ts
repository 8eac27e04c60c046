import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loginPath, safeNextPath } from './next-path';

it('returns a page of this site with its query', () => {
  expect(safeNextPath('/plans?status=blocked')).toBe('/plans?status=blocked');
});

it.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%2e//evil.example',
  '/%2E%2e//evil.example',
  '/plans/..//evil.example',
  '/./\\evil.example',
  '/%zz',
  'javascript:alert(1)',
  '',
  null,
])('returns the start page instead of %s', (value) => {
  expect(safeNextPath(value)).toBe('/');
});

it.each(['/login', '/login?next=/login', '/login/', '/%6cogin', '/./login', '/plans/../login'])(
  'does not return to the login page: %s',
  (value) => {
    expect(safeNextPath(value)).toBe('/');
  },
);

/** Pieces of attacks on path parsers, in any order. */
const attack = fc
  .array(
    fc.oneof(
      fc.constantFrom('/', '\\', '.', '..', '%2e', '%2E', '%2f', '%5c', '\t', '\n', '@', ':', '?', '#'),
      fc.constantFrom('evil.example', 'login', '%6cogin', 'plans', 'http:', 'javascript:', '%zz', '\0', ' '),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));
const anyValue = fc.oneof(
  attack,
  attack.map((text) => `/${text}`),
  fc.webUrl(),
  fc.anything(),
);
const origin = fc.constantFrom('http://localhost:3000', 'https://app.example', 'http://[::1]:1');

it('stays on the origin and off the login page for any value', () => {
  fc.assert(
    fc.property(anyValue, origin, (value, origin) => {
      const url = new URL(safeNextPath(value), `${origin}/login`);
      expect(url.origin).toBe(origin);
      expect(decodeURIComponent(url.pathname).replace(/\/+$/, '')).not.toBe('/login');
      expect(url.pathname).not.toMatch(/^\/[\\/]/);
    }),
    { numRuns: 5000 },
  );
});

it('does not change a path that it returned before', () => {
  fc.assert(fc.property(anyValue, (value) => safeNextPath(safeNextPath(value)) === safeNextPath(value)));
});

it('keeps the query of the requested page', () => {
  expect(loginPath('/plans?status=blocked')).toBe('/login?next=%2Fplans%3Fstatus%3Dblocked');
  expect(loginPath('/')).toBe('/login');
});

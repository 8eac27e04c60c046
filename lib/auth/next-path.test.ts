import { expect, it } from 'vitest';
import { loginPath, safeNextPath } from './next-path';

it('goes back to a page of this site', () => {
  expect(safeNextPath('/plans?status=blocked')).toBe('/plans?status=blocked');
});

it.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  '',
  null,
])('goes nowhere else: %s', (value) => {
  expect(safeNextPath(value)).toBe('/');
});

it('does not come back to the login page', () => {
  expect(safeNextPath('/login?next=/login')).toBe('/');
});

it('keeps the query of the page that was asked for', () => {
  expect(loginPath('/plans?status=blocked')).toBe('/login?next=%2Fplans%3Fstatus%3Dblocked');
  expect(loginPath('/')).toBe('/login');
});

import { expect, test } from 'vitest';
import { cookieOptions } from './cookies';

test('a session’s cookie is out of reach of scripts and other sites, and of plain http where https is used', () => {
  const guarded = { httpOnly: true, sameSite: 'lax', path: '/' };
  expect(cookieOptions(new Headers())).toMatchObject({ ...guarded, secure: false });
  expect(cookieOptions(new Headers({ 'x-forwarded-proto': 'https' }))).toMatchObject({
    ...guarded,
    secure: true,
  });
  expect(cookieOptions(new Headers({ 'x-forwarded-proto': 'https, http' }))).toMatchObject({
    ...guarded,
    secure: true,
  });
  expect(cookieOptions(new Headers({ 'x-forwarded-proto': 'http' }))).toMatchObject({
    ...guarded,
    secure: false,
  });
});

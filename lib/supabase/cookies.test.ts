import { afterEach, expect, test, vi } from 'vitest';
import { connectionHeaders } from '@/tests/support/test-connection';
import { cookieOptions } from './cookies';

afterEach(() => vi.unstubAllEnvs());

const guarded = { httpOnly: true, sameSite: 'lax', path: '/' };
const headersFor = (protocol: 'http' | 'https') => new Headers(connectionHeaders({ protocol }));

test('hides a session’s cookie from scripts and other sites, and from plain http if the app uses https', () => {
  expect(cookieOptions(headersFor('http'))).toMatchObject({ ...guarded, secure: false });
  expect(cookieOptions(headersFor('https'))).toMatchObject({ ...guarded, secure: true });
});

test('takes the protocol from AES_ORIGIN under another web server', () => {
  expect(cookieOptions(new Headers())).toMatchObject({ ...guarded, secure: false });
  vi.stubEnv('AES_ORIGIN', 'https://aes.example');
  expect(cookieOptions(new Headers())).toMatchObject({ ...guarded, secure: true });
});

/** The operations that `/auth/v1` accepts, through the in-process fetch and the route handler. */
import bcrypt from 'bcrypt';
import type postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { connectionHeaders } from '@/tests/support/test-connection';
import {
  closeAccounts,
  newEmail,
  openAccounts,
  password,
  requestTo,
  signIn,
  signUp,
} from '../../../tests/support/test-accounts';
import { embeddedFetch } from './api';
import { answerAuth } from './auth-route';

let admin: postgres.Sql;

beforeAll(async () => {
  admin = await openAccounts();
});
afterEach(() => {
  vi.restoreAllMocks();
  delete process.env.AES_SIGN_UP;
  process.env.AES_SIGN_UP_LIMIT = '0';
});
afterAll(() => closeAccounts(admin));

const ways: [string, (request: Request) => Promise<Response>][] = [
  ['the in-process fetch', embeddedFetch],
  ['the route handler', answerAuth],
];

describe.each(ways)('/auth/v1 through %s', (_, send) => {
  const closed = [
    'otp',
    'magiclink',
    'verify',
    'verify?token=123456&type=recovery',
    'recover',
    'resend',
    'reauthenticate',
    'authorize?provider=github',
    'callback',
    'settings',
    'health',
    'invite',
    'admin/users',
    'sso',
    'factors',
    '.well-known/jwks.json',
    '.well-known/openid-configuration',
    'token',
    'token?grant_type=pkce',
    'token?grant_type=id_token',
    'token?grant_type=constructor',
    'token?grant_type=password&grant_type=pkce',
    'token?%67rant_type=password&grant_type=pkce',
    '%6ftp',
    'otp/',
    'OTP',
    '/otp',
    'user/../otp',
    'user/%2e%2e/otp',
    'user%2f..%2fotp',
    'signup/../verify',
    './otp',
    '\\otp',
    '../v1/otp',
    '../../rest/v1/../../auth/v1/otp',
    '',
  ];

  let person: { email: string; token: string };
  beforeAll(async () => {
    person = await signUp();
  });

  it.each(closed)('returns 404 for /auth/v1/%s', async (path) => {
    const { email, token } = person;
    const body = { email, token: '123456', type: 'email', auth_code: 'x', code_verifier: 'y' };
    for (const request of [
      requestTo(`/auth/v1/${path}`, body),
      requestTo(`/auth/v1/${path}`, undefined, token),
    ]) {
      expect((await send(request)).status).toBe(404);
    }
    const [row] = await admin`
      select recovery_token, confirmation_token, reauthentication_token from auth.users where email = ${email}`;
    expect(row).toEqual({ recovery_token: null, confirmation_token: null, reauthentication_token: null });
  });

  it('accepts every operation that clients use', async () => {
    const email = newEmail();
    const created = await send(requestTo('/auth/v1/signup', { email, password }));
    expect(created.status).toBe(200);
    const { access_token, refresh_token } = await created.json();
    const statuses = [];
    for (const request of [
      requestTo('/auth/v1/token?grant_type=password', { email, password }),
      requestTo('/auth/v1/token?grant_type=refresh_token', { refresh_token }),
      requestTo('/auth/v1/user', undefined, access_token),
      requestTo('/auth/v1/user', { data: { name: 'Carol' } }, access_token, 'PUT'),
      requestTo('/auth/v1/logout?scope=local', {}, access_token),
    ]) {
      statuses.push((await send(request)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 204]);
  });
});

test('returns 404 outside /rest/v1 and /auth/v1', async () => {
  for (const path of ['/', '/storage/v1/bucket', '/REST/v1/agent_execution_plans', '//rest/v1/x', '/admin'])
    expect((await embeddedFetch(requestTo(path))).status, path).toBe(404);
});

test('prints no code, link or password', async () => {
  const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation(() => {}),
  );
  const { email, token } = await signUp();
  const bodies = { email, password: 'another-horse', current_password: password, type: 'signup' };
  for (const path of ['otp', 'magiclink', 'recover', 'resend', 'signup'])
    await embeddedFetch(requestTo(`/auth/v1/${path}`, bodies));
  await embeddedFetch(requestTo('/auth/v1/reauthenticate', undefined, token));
  const moved = await embeddedFetch(
    requestTo('/auth/v1/user', { email: newEmail(), current_password: password }, token, 'PUT'),
  );
  expect([moved.status, await moved.json()]).toMatchObject([400, { error_code: 'validation_failed' }]);
  expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]);
});

it.each([
  ['an empty body', '/auth/v1/signup', {}],
  ['a password that is not text', '/auth/v1/token?grant_type=password', { email: 'a@b.c', password: 5 }],
  ['an address that is not text', '/auth/v1/signup', { email: ['a@b.c'], password }],
  ['a password of 73 characters', '/auth/v1/signup', { email: 'a@b.c', password: 'x'.repeat(73) }],
  ['a password of 74 bytes', '/auth/v1/signup', { email: 'a@b.c', password: 'ß'.repeat(37) }],
  ['an address with NUL', '/auth/v1/signup', { email: 'a\0@b.c', password }],
  ['an address with half a surrogate pair', '/auth/v1/signup', { email: '\ud800@b.c', password }],
  ['a long address', '/auth/v1/signup', { email: `${'a'.repeat(5000)}@b.c`, password }],
  ['data with NUL', '/auth/v1/signup', { email: newEmail(), password, data: { name: 'a\0' } }],
  ['a sign-in with NUL', '/auth/v1/token?grant_type=password', { email: 'a\0@b.c', password }],
  ['a refresh token with NUL', '/auth/v1/token?grant_type=refresh_token', { refresh_token: '\0' }],
  [
    'a refresh token with half a surrogate pair',
    '/auth/v1/token?grant_type=refresh_token',
    { refresh_token: '\ud800' },
  ],
  ['a refresh token that is not text', '/auth/v1/token?grant_type=refresh_token', { refresh_token: 5 }],
])('refuses %s with 400', async (_, path, body) => {
  const response = await embeddedFetch(requestTo(path, body));
  expect([response.status, (await response.json()).error_code]).toEqual([400, 'validation_failed']);
});

test('refuses account data with NUL, half a surrogate pair or more than 100 levels', async () => {
  const { token } = await signUp();
  const nest = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
  for (const [data, status] of [
    [{ name: 'a\0' }, 400],
    [{ 'a\ud800': 1 }, 400],
    [nest(101), 400],
    [nest(1000), 400],
    [nest(100), 200],
  ] as const) {
    const response = await embeddedFetch(requestTo('/auth/v1/user', { data }, token, 'PUT'));
    expect([response.status, (await response.json()).error_code]).toEqual([
      status,
      status === 400 ? 'validation_failed' : undefined,
    ]);
  }
});

test('refuses even the correct password with 429 and Retry-After after ten wrong ones', async () => {
  const { email } = await signUp();
  const send = (address: string, attempt: string) => {
    const request = requestTo('/auth/v1/token?grant_type=password', { email, password: attempt });
    const seen = connectionHeaders({ clientAddress: address });
    for (const [name, value] of Object.entries(seen)) request.headers.set(name, value);
    return answerAuth(request);
  };
  for (let n = 0; n < 10; n += 1) expect((await send('192.0.2.1', `wrong ${n}`)).status).toBe(400);
  const compare = vi.spyOn(bcrypt, 'compare');
  const refused = await send('192.0.2.2', password);
  expect([refused.status, await refused.json()]).toMatchObject([
    429,
    { error_code: 'over_request_rate_limit' },
  ]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(compare).not.toHaveBeenCalled();
});

test('returns 429 with Retry-After after too many sign-ups from one address', async () => {
  process.env.AES_SIGN_UP_LIMIT = '1';
  globalThis.attemptLimiters = undefined;
  const send = () => answerAuth(requestTo('/auth/v1/signup', { email: newEmail(), password }));
  expect((await send()).status).toBe(200);
  const refused = await send();
  expect([refused.status, refused.headers.has('retry-after')]).toEqual([429, true]);
});

test('refuses sign-up when it is off, without revealing accounts', async () => {
  const { email } = await signUp();
  process.env.AES_SIGN_UP = 'off';
  globalThis.embeddedApis?.clear();
  const responses = [];
  for (const one of [email, newEmail()]) {
    const response = await answerAuth(requestTo('/auth/v1/signup', { email: one, password }));
    responses.push([response.status, await response.json()]);
  }
  expect(responses[0]).toMatchObject([422, { error_code: 'signup_disabled' }]);
  expect(responses[1]).toEqual(responses[0]);
  await signIn(email);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectionHeaders } from '@/tests/support/test-connection';
import { type Entry, enterWithPassword } from './enter-with-password';

const calls = vi.hoisted(() => ({ signIn: vi.fn(), signUp: vi.fn() }));
vi.mock('./sign-in', () => calls);

const headers = new Headers(connectionHeaders({ clientAddress: '192.0.2.1' }));
const entry = (mode: Entry['mode']): Entry => ({ mode, email: 'ann@example.com', password: 'a password' });

beforeEach(() => {
  globalThis.attemptLimiters = undefined;
  calls.signIn.mockResolvedValue({ error: { message: 'No.', hint: '', code: 'invalid_credentials' } });
  calls.signUp.mockResolvedValue({});
});
afterEach(() => {
  vi.clearAllMocks();
  vi.unstubAllEnvs();
});

test('returns when to try again after too many wrong passwords', async () => {
  for (let n = 0; n < 10; n += 1)
    expect(await enterWithPassword(headers, entry('sign-in'))).toMatchObject({ error: { message: 'No.' } });
  expect(await enterWithPassword(headers, entry('sign-in'))).toEqual({
    error: {
      message: 'There were too many wrong passwords for this account.',
      hint: 'Try again in 15 minutes.',
    },
  });
  expect(calls.signIn).toHaveBeenCalledTimes(10);
});

test('does not count an unreachable backend as a wrong password', async () => {
  calls.signIn.mockResolvedValue({ error: { message: 'Away.', hint: '' } });
  for (let n = 0; n < 40; n += 1)
    expect(await enterWithPassword(headers, entry('sign-in'))).toMatchObject({ error: { message: 'Away.' } });
});

test('returns when to try again after too many sign-ups', async () => {
  vi.stubEnv('AES_SIGN_UP_LIMIT', '1');
  expect(await enterWithPassword(headers, entry('sign-up'))).toEqual({});
  expect(await enterWithPassword(headers, entry('sign-up'))).toMatchObject({
    error: { message: 'Too many accounts were made from this address.', hint: 'Try again in 60 minutes.' },
  });
  expect(calls.signUp).toHaveBeenCalledTimes(1);
});

test('refuses a sign-up while sign-up is off, even if the form asks for it', async () => {
  vi.stubEnv('AES_SIGN_UP', 'off');
  expect(await enterWithPassword(headers, entry('sign-up'))).toMatchObject({
    error: { message: 'Sign-up is off on this server.', hint: expect.stringContaining('AES_SIGN_UP=on') },
  });
  expect(calls.signUp).not.toHaveBeenCalled();
});

/** Passwords through `/auth/v1`: how they are hashed and compared, and what a change of one requires and ends. */
import { createRequire } from 'node:module';
import bcrypt from 'bcrypt';
import type postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { env } from '@/lib/env';
import {
  client,
  closeAccounts,
  newEmail,
  openAccounts,
  password,
  requestTo,
  signIn,
  signUp,
} from '../../../tests/support/test-accounts';
import { embeddedFetch } from './api';

let admin: postgres.Sql;

beforeAll(async () => {
  admin = await openAccounts();
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => closeAccounts(admin));

describe('passwords', () => {
  test('are hashed and compared by the native package, not in JavaScript on the main thread', async () => {
    const hash = vi.spyOn(bcrypt, 'hash');
    const compare = vi.spyOn(bcrypt, 'compare');
    const { email } = await signUp();
    await signIn(email);
    expect([hash.mock.calls.length, compare.mock.calls.length]).toEqual([1, 1]);
  });

  test('are hashed one at a time, and a request is refused while a hundred wait', async () => {
    const { email } = await signUp();
    const gate = Promise.withResolvers<void>();
    const compare = vi.spyOn(bcrypt, 'compare').mockImplementation(() => gate.promise.then(() => false));
    const send = () =>
      embeddedFetch(requestTo('/auth/v1/token?grant_type=password', { email, password: 'wrong' }));
    const waiting = Array.from({ length: 100 }, send);
    await expect.poll(() => globalThis.passwordQueue?.waiting).toBe(100);
    const refused = await send();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(compare).toHaveBeenCalledTimes(1);
    gate.resolve();
    for (const { status } of await Promise.all(waiting)) expect(status).toBe(400);
  });

  test('still match a hash that bcryptjs created', async () => {
    // The CommonJS build of the package, which nothing replaces.
    const untouched = createRequire(import.meta.url)('bcryptjs') as typeof import('bcryptjs'); // require returns any
    const { email } = await signUp();
    const hash = await untouched.hash('an older horse', 10);
    await admin`update auth.users set encrypted_password = ${hash} where email = ${email}`;
    await signIn(email, 'an older horse');
    await expect(signIn(email)).rejects.toThrow('Invalid login credentials');
  });

  test('give the same response and work for a failed sign-in with or without an account', async () => {
    const { email } = await signUp();
    const tried = [];
    for (const one of [email, newEmail()]) {
      const compare = vi.spyOn(bcrypt, 'compare');
      const response = await embeddedFetch(
        requestTo('/auth/v1/token?grant_type=password', { email: one, password: 'wrong' }),
      );
      const rounds = compare.mock.calls.map(([, hash]) => String(hash).slice(0, 7));
      tried.push({ status: response.status, body: await response.json(), rounds });
      compare.mockRestore();
    }
    expect(tried[0]).toMatchObject({ status: 400, rounds: ['$2b$10$'] });
    expect(tried[1]).toEqual(tried[0]);
  });

  test('are compared in full, up to 72 bytes', async () => {
    const [email, longest] = [newEmail(), 'ß'.repeat(36)];
    expect((await embeddedFetch(requestTo('/auth/v1/signup', { email, password: longest }))).status).toBe(
      200,
    );
    await signIn(email, longest);
    await expect(signIn(email, 'ß'.repeat(35))).rejects.toThrow('Invalid login credentials');
  });
});

describe('a password change', () => {
  test('requires the current password', async () => {
    const { db, email } = await signUp();
    const change = (attributes: object) => db.auth.updateUser({ password: 'another-horse', ...attributes });
    expect((await change({})).error?.code).toBe('current_password_required');
    expect((await change({ current_password: 'wrong' })).error?.code).toBe('current_password_invalid');
    await signIn(email);
    expect((await change({ current_password: password })).error).toBeNull();
    await signIn(email, 'another-horse');
    await expect(signIn(email)).rejects.toThrow('Invalid login credentials');
  });

  test('ends every other session of the account, and no session of another account', async () => {
    const { db, email } = await signUp();
    const [other, stranger] = [await signIn(email), await signUp()];
    expect((await other.rpc('agent_list_retention')).error).toBeNull();
    await db.auth.updateUser({ password: 'another-horse', current_password: password });
    expect((await other.rpc('agent_list_retention')).error?.code).toBe('PGRST301');
    expect((await other.auth.refreshSession()).error?.code).toBe('refresh_token_not_found');
    for (const one of [db, stranger.db]) expect((await one.rpc('agent_list_retention')).error).toBeNull();
  });

  test('is refused for the local owner, because the server signs in with their password', async () => {
    const db = client();
    const email = env().localOwner?.email ?? '';
    await db.auth.signUp({ email, password });
    const { error } = await db.auth.updateUser({ password: 'another-horse', current_password: password });
    expect([error?.status, error?.code]).toEqual([403, 'local_owner']);
    await expect(signIn(email)).resolves.toBeDefined();
  });

  test('is refused after ten wrong guesses, while other changes need no password', async () => {
    const { db } = await signUp();
    for (let n = 0; n < 10; n += 1)
      await db.auth.updateUser({ password: 'another-horse', current_password: `wrong ${n}` });
    const { error } = await db.auth.updateUser({ password: 'another-horse', current_password: password });
    expect([error?.status, error?.code]).toEqual([429, 'over_request_rate_limit']);
    expect((await db.auth.updateUser({ data: { name: 'Carol' } })).error).toBeNull();
  });
});

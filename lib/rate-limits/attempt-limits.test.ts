import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectionHeaders } from '@/tests/support/test-connection';
import { limitPasswordChange, limitSignIn, limitSignUp, type PasswordOutcome } from './attempt-limits';

const from = (address: string) => new Headers(connectionHeaders({ clientAddress: address }));
const identity = (answer: PasswordOutcome) => answer;
const answerWith = (answer: PasswordOutcome) => async () => answer;
const attempt = vi.fn(async (): Promise<PasswordOutcome> => 'wrong');
const refused = { code: 'rate_limited', details: { retry_after: expect.any(Number) } };

beforeEach(() => {
  globalThis.attemptLimiters = undefined;
  vi.stubEnv('AES_SIGN_UP_LIMIT', '3');
});
afterEach(() => {
  attempt.mockClear();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const fail = (email: string, address: string) => limitSignIn(from(address), email, attempt, identity);
const enter = (email: string, address: string) =>
  limitSignIn(from(address), email, answerWith('right'), identity);

describe('sign-in', () => {
  test('refuses an account without an attempt after ten wrong passwords from any address', async () => {
    for (let n = 0; n < 10; n += 1)
      await fail(n % 2 ? 'Ann@example.com ' : 'ann@example.com', `192.0.2.${n}`);
    await expect(fail('ANN@example.com', '192.0.2.77')).rejects.toMatchObject(refused);
    await expect(enter('ann@example.com', '192.0.2.77')).rejects.toMatchObject(refused);
    expect(attempt).toHaveBeenCalledTimes(10);
    expect(await enter('bob@example.com', '192.0.2.77')).toBe('right');
  });

  test('refuses an address after thirty wrong passwords for any accounts', async () => {
    for (let n = 0; n < 30; n += 1) await fail(`person-${n}@example.com`, '192.0.2.1');
    await expect(fail('another@example.com', '192.0.2.1')).rejects.toMatchObject(refused);
    expect(await enter('another@example.com', '192.0.2.2')).toBe('right');
  });

  test('does not refuse an account at a familiar address for the wrong passwords of others', async () => {
    await enter('ann@example.com', '192.0.2.1');
    for (let n = 0; n < 30; n += 1) await fail(`person-${n}@example.com`, '192.0.2.1');
    expect(await enter('Ann@example.com', '192.0.2.1')).toBe('right');
    await expect(enter('bob@example.com', '192.0.2.1')).rejects.toMatchObject(refused);
  });

  test('keeps an account open at the address of its person, whatever other addresses send', async () => {
    await enter('ann@example.com', '192.0.2.1');
    for (let n = 0; n < 10; n += 1) await fail('ann@example.com', `198.51.100.${n}`);
    expect(await enter('ann@example.com', '192.0.2.1')).toBe('right');
    await expect(enter('ann@example.com', '192.0.2.2')).rejects.toMatchObject(refused);
    for (let n = 0; n < 10; n += 1) await fail('ann@example.com', '192.0.2.1');
    await expect(enter('ann@example.com', '192.0.2.1')).rejects.toMatchObject(refused);
  });

  test('does not use up the attempts of an address for one account’s wrong password', async () => {
    for (let n = 0; n < 100; n += 1) await fail('robot@example.com', '192.0.2.1').catch(() => {});
    expect(attempt).toHaveBeenCalledTimes(10);
    expect(await enter('ann@example.com', '192.0.2.1')).toBe('right');
  });

  test('does not make an address familiar by another failure', async () => {
    await limitSignIn(from('192.0.2.1'), 'ann@example.com', answerWith('unknown'), identity);
    for (let n = 0; n < 30; n += 1) await fail(`person-${n}@example.com`, '192.0.2.1');
    await expect(enter('ann@example.com', '192.0.2.1')).rejects.toMatchObject(refused);
  });

  test('counts concurrent attempts before any of them ends', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => fail('ann@example.com', `192.0.2.${n}`)),
    );
    expect(attempt).toHaveBeenCalledTimes(10);
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(40);
  });

  test('does not count correct passwords', async () => {
    for (let n = 0; n < 50; n += 1) expect(await enter('ann@example.com', '192.0.2.1')).toBe('right');
  });

  test('allows as many attempts again after a quarter of an hour, as Retry-After says', async () => {
    vi.useFakeTimers();
    for (let n = 0; n < 10; n += 1) await fail('ann@example.com', '192.0.2.1');
    const refusal = await fail('ann@example.com', '192.0.2.1').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ details: { retry_after: 900 } });
    vi.advanceTimersByTime(900_000);
    expect(await fail('ann@example.com', '192.0.2.1')).toBe('wrong');
  });
});

test('limits the sign-ups of an address in an hour, and the attempts for an account to ten', async () => {
  for (let n = 0; n < 3; n += 1) await limitSignUp(from('192.0.2.1'), `person-${n}@example.com`);
  await expect(limitSignUp(from('192.0.2.1'), 'one@example.com')).rejects.toMatchObject(refused);
  for (let n = 0; n < 10; n += 1) await limitSignUp(from(`192.0.2.${n + 10}`), 'ann@example.com');
  await expect(limitSignUp(from('192.0.2.99'), 'Ann@example.com')).rejects.toMatchObject(refused);
});

test('removes the limit on new accounts at 0', async () => {
  vi.stubEnv('AES_SIGN_UP_LIMIT', '0');
  for (let n = 0; n < 40; n += 1) await limitSignUp(from('192.0.2.1'), 'ann@example.com');
});

test('refuses even the correct current password after ten wrong ones', async () => {
  const check = vi.fn(async () => false);
  for (let n = 0; n < 10; n += 1) expect(await limitPasswordChange('ann', check)).toBe(false);
  await expect(limitPasswordChange('ann', async () => true)).rejects.toMatchObject(refused);
  expect(await limitPasswordChange('bob', async () => true)).toBe(true);
});

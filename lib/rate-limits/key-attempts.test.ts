import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectionHeaders } from '@/tests/support/test-connection';
import { KeyRefusal, limitKeyAttempts } from './key-attempts';

const from = (address: string) => new Headers(connectionHeaders({ clientAddress: address }));
const refused = { code: 'rate_limited', details: { retry_after: expect.any(Number) } };
const lookedUp = vi.fn();
let running = 0;
let mostRunning = 0;

/** Answers like the database, by the first letters of the key. */
async function lookUp(key: string): Promise<string> {
  lookedUp(key);
  running += 1;
  mostRunning = Math.max(mostRunning, running);
  await Promise.resolve();
  running -= 1;
  if (key.startsWith('good')) return 'a token';
  if (key.startsWith('revoked')) throw new KeyRefusal('revoked', 'This agent key is revoked.');
  throw new KeyRefusal('unknown', 'Unknown agent key.');
}

const send = (key: string, address = '127.0.0.1') => limitKeyAttempts(from(address), key, () => lookUp(key));
const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});

async function sendRepeatedly(times: number, keyOf: (n: number) => string, address?: string): Promise<void> {
  for (let n = 0; n < times; n += 1) await send(keyOf(n), address).catch(() => {});
}

beforeEach(() => {
  globalThis.keyAttempts = undefined;
  vi.clearAllMocks();
  mostRunning = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

test('refuses a revoked key, then limits it, and affects no other key', async () => {
  await expect(send('revoked')).rejects.toMatchObject({
    code: 'unauthenticated',
    details: { key: 'revoked' },
  });
  await sendRepeatedly(40, () => 'revoked');
  await expect(send('revoked')).rejects.toMatchObject(refused);
  await expect(send('revoked')).rejects.toThrow(/revoked.*too many times/s);
  expect(lookedUp.mock.calls.length).toBeLessThanOrEqual(21);
  expect(await send('good')).toBe('a token');
  await expect(send('revoked-too')).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(send('unknown')).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('limits unknown keys of an address, and accepts a valid key from there at its first request', async () => {
  await sendRepeatedly(20, (n) => `guess-${n}`);
  await expect(send('guess-another')).rejects.toMatchObject(refused);
  await expect(send('guess-another', '192.0.2.1')).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(await send('good')).toBe('a token');
  await expect(send('revoked')).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('looks up a flood of unknown keys one at a time, and logs 20 lines', async () => {
  await sendRepeatedly(20, (n) => `guess-${n}`);
  mostRunning = 0;
  const flood = Array.from({ length: 200 }, (_, n) => send(`flood-${n}`));
  const good = send('good');
  const answers = await Promise.allSettled(flood);
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
  expect(await good).toBe('a token');
  expect(mostRunning).toBe(1);
  expect(warn).toHaveBeenCalledTimes(20);
  expect(JSON.stringify(warn.mock.calls)).not.toContain('guess');
  expect(globalThis.keyAttempts?.turns.size).toBe(0);
});

test('does not delay a known key during a flood', async () => {
  await send('good');
  await sendRepeatedly(20, (n) => `guess-${n}`);
  const flood = Promise.allSettled(Array.from({ length: 200 }, (_, n) => send(`flood-${n}`)));
  lookedUp.mockClear();
  await send('good');
  expect(lookedUp.mock.calls.length).toBeLessThan(20);
  await flood;
});

test('allows attempts of the address and the key again after a minute, as Retry-After says', async () => {
  vi.useFakeTimers();
  await sendRepeatedly(21, () => 'revoked');
  await sendRepeatedly(20, (n) => `guess-${n}`);
  const refusal = await send('revoked').catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'rate_limited', details: { retry_after: 60 } });
  vi.advanceTimersByTime(60_000);
  await expect(send('revoked')).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(send('guess-1')).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('counts a known key once it is revoked', async () => {
  await send('good');
  const revoked = () => limitKeyAttempts(from('127.0.0.1'), 'good', () => lookUp('revoked'));
  for (let n = 0; n < 20; n += 1) await expect(revoked()).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(revoked()).rejects.toMatchObject(refused);
});

test('does not count an error of another kind', async () => {
  const fail = () => limitKeyAttempts(from('127.0.0.1'), 'good', () => Promise.reject(new Error('down')));
  for (let n = 0; n < 30; n += 1) await expect(fail()).rejects.toThrow('down');
  await expect(send('unknown')).rejects.toMatchObject({ code: 'unauthenticated' });
});

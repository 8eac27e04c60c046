import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectionHeaders } from '@/tests/support/test-connection';
import { limitShareAttempts, shareWaitSeconds } from './share-attempts';

const from = (address: string) => new Headers(connectionHeaders({ clientAddress: address }));
const open = vi.fn(async (token: string) => (token === 'right' ? { id: 1 } : null));
const send = (token: string, address = '192.0.2.1') =>
  limitShareAttempts(from(address), token, () => open(token));

beforeEach(() => {
  globalThis.shareAttempts = undefined;
  open.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});

test('opens nothing more after thirty guesses from an address, whatever the link is', async () => {
  for (let n = 0; n < 40; n += 1) expect(await send(`guess-${n}`)).toBeNull();
  expect(open).toHaveBeenCalledTimes(30);
  expect(await send('right')).toBeNull();
  expect(await shareWaitSeconds(from('192.0.2.1'), 'right')).toBeGreaterThan(800);
  expect(await send('right', '192.0.2.2')).toEqual({ id: 1 });
});

test('counts concurrent guesses before any of them ends', async () => {
  await Promise.all(Array.from({ length: 50 }, (_, n) => send(`guess-${n}`)));
  expect(open).toHaveBeenCalledTimes(30);
});

test('keeps a link open where it was opened, until it ends', async () => {
  await send('right');
  for (let n = 0; n < 30; n += 1) await send(`guess-${n}`);
  expect(await send('right')).toEqual({ id: 1 });
  expect(await shareWaitSeconds(from('192.0.2.1'), 'right')).toBe(0);
  open.mockResolvedValueOnce(null);
  expect(await send('right')).toBeNull();
  expect(await shareWaitSeconds(from('192.0.2.1'), 'right')).toBeGreaterThan(0);
});

test('counts no link that opens, and allows guesses again after a quarter of an hour', async () => {
  vi.useFakeTimers();
  for (let n = 0; n < 50; n += 1) await send('right');
  for (let n = 0; n < 30; n += 1) await send(`guess-${n}`);
  expect(await shareWaitSeconds(from('192.0.2.1'), 'another')).toBe(900);
  vi.advanceTimersByTime(900_000);
  expect(await shareWaitSeconds(from('192.0.2.1'), 'another')).toBe(0);
});

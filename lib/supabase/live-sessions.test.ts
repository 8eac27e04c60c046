import { afterEach, expect, test, vi } from 'vitest';
import { createLiveSessions, onSessionEnd } from './live-sessions';

afterEach(() => {
  vi.useRealTimers();
});

function track(...answers: boolean[]) {
  const lookUp = vi.fn(async () => answers.shift() ?? true);
  return { lookUp, sessions: createLiveSessions(lookUp) };
}

test('looks up a live session once, not at every request', async () => {
  const { lookUp, sessions } = track(true);
  for (let n = 0; n < 5; n += 1) expect(await sessions.isLive('s', 't')).toBe(true);
  expect(lookUp.mock.calls).toEqual([['s', 't']]);
});

test('looks up a session again after a minute, because it may have ended elsewhere', async () => {
  vi.useFakeTimers();
  const { sessions } = track(true, false);
  expect(await sessions.isLive('s', 't')).toBe(true);
  vi.advanceTimersByTime(59_000);
  expect(await sessions.isLive('s', 't')).toBe(true);
  vi.advanceTimersByTime(1_001);
  expect(await sessions.isLive('s', 't')).toBe(false);
});

test('looks up all sessions again and calls the listeners after a sign-out in this process', async () => {
  const { sessions } = track(true, false);
  const listener = vi.fn();
  const stop = onSessionEnd(listener);
  await sessions.isLive('s', 't');
  sessions.recheck();
  stop();
  sessions.recheck();
  expect(listener).toHaveBeenCalledTimes(1);
  expect(await sessions.isLive('s', 't')).toBe(false);
});

test('does not cache a result from before a sign-out', async () => {
  const asked = Promise.withResolvers<boolean>();
  const answers = [asked.promise, Promise.resolve(false)];
  const sessions = createLiveSessions(
    () => answers.shift() ?? Promise.reject(new Error('looked up too often')),
  );
  const first = sessions.isLive('s', 't');
  sessions.recheck();
  asked.resolve(true);
  await first;
  expect(await sessions.isLive('s', 't')).toBe(false);
});

test('rejects a failed lookup and does not cache it', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve(true)];
  const sessions = createLiveSessions(() => answers.shift() ?? Promise.resolve(false));
  await expect(sessions.isLive('s', 't')).rejects.toThrow('away');
  expect(await sessions.isLive('s', 't')).toBe(true);
});

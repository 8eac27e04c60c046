import { beforeEach, expect, test, vi } from 'vitest';

const noon = Date.parse('2026-03-03T12:00:00Z');
const CLOCK_ERROR_MS = 10 * 60_000;

let elapsed = 0;
let off = CLOCK_ERROR_MS;

beforeEach(() => {
  vi.resetModules();
  elapsed = 5000;
  off = CLOCK_ERROR_MS;
  vi.spyOn(performance, 'now').mockImplementation(() => elapsed);
  vi.spyOn(Date, 'now').mockImplementation(() => noon + elapsed + off);
});

test('shows the database’s time, though the browser’s clock is ten minutes off', async () => {
  const { serverTime, syncServerClock } = await import('./server-clock');
  expect(serverTime(noon)).toBe(noon);
  syncServerClock(noon);
  elapsed += 7000;
  expect(serverTime()).toBe(noon + 7000);
  off = -CLOCK_ERROR_MS;
  expect(serverTime()).toBe(noon + 7000);
});

test('keeps the reading with the shortest delay', async () => {
  const { serverTime, syncServerClock } = await import('./server-clock');
  syncServerClock(noon);
  elapsed += 4000;
  syncServerClock(noon + 1000);
  expect(serverTime()).toBe(noon + 4000);
  syncServerClock(noon + 4500);
  expect(serverTime()).toBe(noon + 4500);
});

test('follows a clock that was set back or that ran while the machine slept', async () => {
  const { serverTime, syncServerClock } = await import('./server-clock');
  syncServerClock(noon);
  syncServerClock(noon - 3_600_000);
  expect(serverTime()).toBe(noon - 3_600_000);
  syncServerClock(noon + 3_600_000);
  expect(serverTime()).toBe(noon + 3_600_000);
});

test('reports once that the machine slept', async () => {
  const { hasSlept } = await import('./server-clock');
  expect(hasSlept()).toBe(false);
  elapsed += 15_000;
  expect(hasSlept()).toBe(false);
  off += 60_000;
  expect(hasSlept()).toBe(true);
  expect(hasSlept()).toBe(false);
});

import postgres from 'postgres';
import { afterAll, expect, test, vi } from 'vitest';
import { env } from '@/lib/env';
import { waitFor } from './wait-for';

const sql = postgres(env().databaseUrl ?? '', { max: 1, onnotice: () => {} });
afterAll(() => sql.end());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('finds what follows a notification so soon that the database announces it no more', async () => {
  let reads = 0;
  let row: string | undefined;
  const found = waitFor(async () => {
    reads += 1;
    return row;
  }, 20);
  // It reads when it begins, and again when it listens.
  await vi.waitFor(() => expect(reads).toBeGreaterThan(1));
  await pause(200);
  const before = reads;
  await sql.notify('agent_execution_logs', '');
  await vi.waitFor(() => expect(reads).toBeGreaterThan(before), { interval: 1 });
  row = 'a row';
  const began = performance.now();
  expect(await found).toBe('a row');
  expect(performance.now() - began).toBeLessThan(500);
});

/** Which connection a statement gets. */
import postgres, { type Sql } from 'postgres';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createPool, type Pool, USUAL } from './pool.ts';

let pool: Pool;

beforeEach(() => {
  pool = createPool(inject('databaseUrl'), { onnotice: () => {} });
});
afterEach(() => pool.close());

const ask = async (sql: Sql) => (await sql<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid;
const askLater = async (sql: Sql) =>
  (await sql<{ pid: number }[]>`select pg_backend_pid() as pid from pg_sleep(0.05)`)[0]?.pid;
const many = (count: number, work: (sql: Sql) => Promise<number | undefined>) =>
  Promise.all(Array.from({ length: count }, () => pool.use(work)));

test('what comes one after the other gets the same, however many there are', async () => {
  await many(3, askLater);
  const pids = new Set<number | undefined>();
  for (let call = 0; call < 6; call += 1) pids.add(await pool.use(ask));
  expect(pids.size).toBe(1);
});

test('who comes at once gets one of his own, and the rest their turn', async () => {
  expect(new Set(await many(USUAL, askLater)).size).toBe(USUAL);
  const turns: number[] = [];
  await Promise.all(
    Array.from({ length: 64 }, async (_, place) => {
      await pool.use(ask);
      turns.push(place);
    }),
  );
  expect(turns.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, place) => place));
});

test('a quick statement does not wait until slow ones have ended, where all that are usual are at those', async () => {
  let hasEnded = false;
  const slow = Array.from({ length: USUAL }, () =>
    pool
      .use((sql) => sql`select pg_sleep(5)`)
      .then(() => {
        hasEnded = true;
      }),
  );
  expect(await pool.use(ask)).toEqual(expect.any(Number));
  expect(hasEnded).toBe(false);
  await Promise.all(slow);
});

test('a statement that fails gives its connection back', async () => {
  for (let call = 0; call < 40; call += 1)
    await expect(pool.use((sql) => sql`select 1 / 0`)).rejects.toThrow('division by zero');
  expect(await pool.use(ask)).toEqual(expect.any(Number));
});

test('whoever is at a connection that is cut off learns of it, and the next gets one that works', async () => {
  const admin = postgres(inject('databaseUrl'), { max: 1 });
  const errors: unknown[] = [];
  let isOver = false;
  const callers = Array.from({ length: 12 }, async () => {
    while (!isOver) await pool.use(askLater).catch((error) => errors.push(error));
  });
  for (let round = 0; round < 10; round += 1) {
    await admin`
      select pg_terminate_backend(pid) from pg_stat_activity
      where query like '%pg_backend_pid() as pid from pg_sleep%' and pid <> pg_backend_pid()`;
    await admin`select pg_sleep(0.1)`;
  }
  isOver = true;
  await Promise.all(callers);
  await admin.end();
  expect(errors.length).toBeGreaterThan(0);
  expect(await pool.use(ask)).toEqual(expect.any(Number));
});

/** The connections that the pool gives to statements. */
import postgres, { type Sql } from 'postgres';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type ClientOptions, createPool, DEFAULT_CONNECTIONS, type Pool } from './pool.ts';
import { PoolTimeoutError, RequestGoneError } from './unavailable.ts';

let pool: Pool;

const connect = (own: ClientOptions) => postgres(inject('databaseUrl'), { onnotice: () => {}, ...own });

beforeEach(() => {
  pool = createPool(connect);
});
afterEach(() => pool.close());

const readPid = async (sql: Sql) => (await sql<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid;
const readPidSlowly = async (sql: Sql) =>
  (await sql<{ pid: number }[]>`select pg_backend_pid() as pid from pg_sleep(0.05)`)[0]?.pid;
const many = (count: number, work: (sql: Sql) => Promise<number | undefined>) =>
  Promise.all(Array.from({ length: count }, () => pool.use(work)));

test('gives sequential statements the same connection', async () => {
  await many(3, readPidSlowly);
  const pids = new Set<number | undefined>();
  for (let call = 0; call < 6; call += 1) pids.add(await pool.use(readPid));
  expect(pids.size).toBe(1);
});

test('gives concurrent statements separate connections, and queues the rest in order', async () => {
  expect(new Set(await many(DEFAULT_CONNECTIONS, readPidSlowly)).size).toBe(DEFAULT_CONNECTIONS);
  const turns: number[] = [];
  await Promise.all(
    Array.from({ length: 64 }, async (_, place) => {
      await pool.use(readPid);
      turns.push(place);
    }),
  );
  expect(turns.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, place) => place));
});

test('opens another connection for a quick statement while slow ones hold the others', async () => {
  let hasEnded = false;
  const slow = Array.from({ length: DEFAULT_CONNECTIONS }, () =>
    pool
      .use((sql) => sql`select pg_sleep(5)`)
      .then(() => {
        hasEnded = true;
      }),
  );
  expect(await pool.use(readPid)).toEqual(expect.any(Number));
  expect(hasEnded).toBe(false);
  await Promise.all(slow);
});

test('releases the connection of a failed statement', async () => {
  for (let call = 0; call < 40; call += 1)
    await expect(pool.use((sql) => sql`select 1 / 0`)).rejects.toThrow('division by zero');
  expect(await pool.use(readPid)).toEqual(expect.any(Number));
});

test('rejects the statements of a lost connection, and gives the next caller a working one', async () => {
  const admin = postgres(inject('databaseUrl'), { max: 1 });
  const errors: unknown[] = [];
  let isOver = false;
  const callers = Array.from({ length: 12 }, async () => {
    while (!isOver) await pool.use(readPidSlowly).catch((error) => errors.push(error));
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
  expect(await pool.use(readPid)).toEqual(expect.any(Number));
});

test('refuses a caller that gets no connection in time, and serves the next one', async () => {
  const small = createPool(connect, { min: 1, max: 1, waitMs: 100 });
  const release = Promise.withResolvers<void>();
  const busy = small.use(() => release.promise);
  await expect(small.use(readPid)).rejects.toThrow(PoolTimeoutError);
  const client = new AbortController();
  const gone = small.use(readPid, client.signal);
  client.abort();
  await expect(gone).rejects.toThrow(RequestGoneError);
  release.resolve();
  await busy;
  expect(await small.use(readPid)).toEqual(expect.any(Number));
  await small.close();
});

/** The memory of Postgres: a large result costs no page faults once the connection has returned one. */
import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

let sql: postgres.Sql;
beforeAll(() => {
  sql = postgres(inject('databaseUrl'), { max: 1 });
});
afterAll(() => sql.end());

/** Returns how often the kernel has given a process another page of memory. */
const readFaults = (pid: number) =>
  Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[7]);

/** Returns about 400 KB. */
const readLargeResult = () => sql`
  select json_agg(r)::text as body from (select n, repeat('x', 300) as text from generate_series(1, 1000) n) r`;

test.runIf(process.platform === 'linux')('a connection keeps the memory of a large result', async () => {
  const [connection] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const pid = connection?.pid ?? 0;
  for (let call = 0; call < 5; call += 1) await readLargeResult();
  const before = readFaults(pid);
  await readLargeResult();
  expect(readFaults(pid) - before).toBeLessThan(50);
});

/** The database side of the live feed: the position below which no writer is active, rows under RLS, and the notification. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSettledSeq, type FeedPosition } from '../../lib/bell/settled-seq.ts';
import { type Database, expectError, openDatabase, other, owner, person } from './identities.ts';

let db: Database;
let plans: string[];

beforeAll(async () => {
  db = await openDatabase();
  const task = await db.makeTask('owner');
  plans = await Promise.all([db.makePlan('owner', task), db.makePlan('owner', task)]);
});
afterAll(() => db.end());

const position = async (identity = owner): Promise<FeedPosition> =>
  (await db.as(identity, (tx) => tx`select agent_feed_position() as at`))[0]?.at;
const read = async (after: number, upTo: number, identity = owner, plan: string | null = null) =>
  (await db.as(identity, (tx) => tx`select agent_read_feed(${after}, ${upTo}, ${plan}) as rows`))[0]?.rows;
const note = (tx: postgres.TransactionSql, plan: string | undefined, text: string) =>
  tx`select seq from agent_add_log('note', plan_id => ${plan ?? ''}, description => ${text})`;

test('waits for a row that becomes visible after a later one', async () => {
  const log = createSettledSeq();
  const start = log.observe(await position()) ?? Number.NaN;
  let slowSeq = 0;
  let commit = () => {};
  const mayCommit = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let isWritten = () => {};
  const written = new Promise<void>((resolve) => {
    isWritten = resolve;
  });
  const slow = db.as(owner, async (tx) => {
    slowSeq = Number((await note(tx, plans[0], 'slow'))[0]?.seq);
    isWritten();
    await mayCommit;
  });
  await written;
  const fastSeq = Number((await db.as(owner, (tx) => note(tx, plans[1], 'fast')))[0]?.seq);
  expect(fastSeq).toBeGreaterThan(slowSeq);

  expect(log.observe(await position())).toBe(start);
  expect(log.isWaiting).toBe(true);
  commit();
  await slow;
  const upTo = log.observe(await position()) ?? Number.NaN;
  expect(upTo).toBeGreaterThanOrEqual(fastSeq);
  const rows: { description: string }[] = await read(start, upTo);
  expect(rows.map((row) => row.description)).toEqual(['slow', 'fast']);
});

test('the position is the seq of a visible row, not of one that is being written', async () => {
  await db.as(owner, (tx) => note(tx, plans[0], 'newest'));
  const before = await position();
  await db
    .as(owner, async (tx) => {
      await note(tx, plans[0], 'never');
      throw new Error('rolled back');
    })
    .catch(() => {});
  expect(await position()).toEqual(before);
  const [row] = await db.sql`select max(seq)::int as seq from agent_execution_logs`;
  expect(before.seq).toBe(row?.seq);
});

test('a transaction that does not write the log delays nothing', async () => {
  let end = () => {};
  const mayEnd = new Promise<void>((resolve) => {
    end = resolve;
  });
  const unrelated = db.sql.begin(async (tx) => {
    await tx`create table unrelated (id int)`;
    await mayEnd;
  });
  expect((await position()).writers).toEqual([]);
  end();
  await unrelated;
});

test('returns to each caller their own rows, of one plan or all, without states', async () => {
  const { seq } = await position();
  await db.as(owner, (tx) => note(tx, plans[0], 'one'));
  await db.as(owner, (tx) => note(tx, plans[1], 'two'));
  const upTo = (await position(other)).seq;
  expect(await read(seq, upTo, other)).toEqual([]);
  expect(await read(seq, upTo)).toHaveLength(2);
  const [row] = await read(seq, upTo, owner, plans[1]);
  expect(row).toMatchObject({ description: 'two', plan_id: plans[1] });
  expect(Object.keys(row)).not.toContain('after_state');
});

test('refuses a caller without a token', async () => {
  const anon = { role: 'anon', claims: {} } as const;
  await expectError(
    db.as(anon, (tx) => tx`select agent_feed_position()`),
    '42501',
  );
  await expectError(
    db.as(anon, (tx) => tx`select agent_read_feed(0, 10)`),
    '42501',
  );
});

test('wakes listeners for a row, but not for one that was rolled back', async () => {
  const listener = postgres(urlOf(db), { max: 1 });
  let rings = 0;
  await listener.listen('agent_execution_logs', () => {
    rings += 1;
  });
  await db.sql`select pg_sleep(0.05)`;
  await db
    .as(owner, async (tx) => {
      await note(tx, plans[0], 'never');
      throw new Error('rolled back');
    })
    .catch(() => {});
  expect(rings).toBe(0);
  await db.sql`select pg_sleep(0.05)`;
  await db.as(person('owner'), (tx) => note(tx, plans[0], 'ring'));
  await expect.poll(() => rings).toBe(1);
  await listener.end();
});

function urlOf({ sql }: Database): string {
  const { host, port, user, pass, database } = sql.options;
  return `postgres://${user}:${encodeURIComponent(String(pass))}@${host[0]}:${port[0]}/${database}`;
}

/**
 * Derives events that ask for a person and delivers them, beside the work that causes them: woken by the log, it reads rows past a stored
 * cursor. Several servers may do this for one database; each event is stored once. Without a receiver it only asks once a second
 * whether there is one.
 */
import postgres from 'postgres';
import { type Bell, createBell } from '@/lib/bell/bell';
import { createSettledSeq, type FeedPosition } from '@/lib/bell/settled-seq';
import { isInterrupted } from '@/lib/supabase/is-interrupted';
import { createDeliverer, type ReadKeys } from './deliver';
import { createVapidKeys, type VapidKeys } from './push-request';

const IDLE_INTERVAL_MS = 1000;
/** The shortest time between two reads, so that a busy log costs at most ten a second. */
const PAUSE_MS = 100;
/** The wait for a transaction whose rows are not visible yet. */
const WRITERS_PAUSE_MS = 50;
/** The shortest time between two looks for lost and looping agents. */
const WATCH_INTERVAL_MS = 5000;
/** A slow read is repeated less often, so that it costs at most a tenth of the time. */
const WATCH_SHARE = 10;

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Returns a function that makes the VAPID keys at the first start, and later reads them once. */
function createKeyReader(sql: postgres.Sql): ReadKeys {
  let keys: Promise<VapidKeys> | undefined;
  const read = async () => {
    const [stored] = await sql<VapidKeys[]>`
      select public_key as "publicKey", private_key as "privateKey" from private.push_keys`;
    if (stored) return stored;
    const { publicKey, privateKey } = createVapidKeys();
    const [row] = await sql<{ keys: VapidKeys }[]>`
      select private.store_push_keys(${publicKey}, ${privateKey}) as keys`;
    return row?.keys ?? { publicKey, privateKey };
  };
  return () => {
    keys ??= read();
    keys.catch(() => {
      keys = undefined;
    });
    return keys;
  };
}

function createReader(sql: postgres.Sql, readKeys: ReadKeys, onError: (error: unknown) => void) {
  const settled = createSettledSeq();
  const deliverDue = createDeliverer(sql, readKeys, onError);
  let nextWatch = 0;

  async function watch(): Promise<void> {
    const start = performance.now();
    if (start < nextWatch) return;
    const owners = await sql<{ user_id: string }[]>`select user_id from private.attention_owners`;
    for (const { user_id } of owners) await sql`select private.watch_attention(${user_id})`;
    const end = performance.now();
    nextWatch = end + Math.max(WATCH_INTERVAL_MS, (end - start) * WATCH_SHARE);
  }

  return {
    /** Stores new events and begins their deliveries. Resolves to the pause before the next read, null if the bell must ring first. */
    async read(): Promise<number | null> {
      const [row] = await sql<{ position: FeedPosition }[]>`select private.feed_position() as position`;
      const upTo = row ? settled.observe(row.position) : null;
      if (upTo !== null) await sql`select private.read_attention(${upTo})`;
      await deliverDue();
      await watch();
      return settled.isWaiting ? WRITERS_PAUSE_MS : null;
    },
  };
}

/** Starts the work; returns a function that stops it. */
export function startAttention(databaseUrl: string): () => Promise<void> {
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => {}, idle_timeout: 30 });
  let isStopped = false;
  const onError = (error: unknown) => {
    if (isStopped || isInterrupted(error)) return;
    console.warn('Notifications failed and will be retried:', error instanceof Error ? error.message : error);
  };
  const readKeys = createKeyReader(sql);
  const reader = createReader(sql, readKeys, onError);
  let bell: Bell | undefined;
  let isRunning = false;
  /** Reads that remain: two after a notification, because the log announces only one row in 25 ms. */
  let reads = 0;

  async function run(isNotified: boolean): Promise<void> {
    reads = Math.max(reads, isNotified ? 2 : 1);
    if (isRunning) return;
    isRunning = true;
    try {
      while (reads > 0 && !isStopped) {
        reads -= 1;
        const pause = await reader.read();
        await sleep(pause ?? PAUSE_MS);
        if (pause !== null) reads = Math.max(reads, 1);
      }
    } catch (error) {
      onError(error);
      await sleep(IDLE_INTERVAL_MS);
    } finally {
      isRunning = false;
    }
  }

  /** Starts or ends the bell: nothing listens to the log while no person has a receiver. */
  async function check(): Promise<void> {
    const [row] = await sql<{ is_followed: boolean }[]>`
      select exists (select from private.attention_owners) as is_followed`;
    if (row?.is_followed && !isStopped)
      bell ??= createBell(databaseUrl, (isNotified) => void run(isNotified));
    else if (bell) {
      bell.stop();
      bell = undefined;
    }
  }

  readKeys().catch(onError);
  const clock = setInterval(() => check().catch(onError), IDLE_INTERVAL_MS);
  clock.unref();
  return async () => {
    isStopped = true;
    clearInterval(clock);
    bell?.stop();
    await sql.end({ timeout: 1 });
  };
}

/**
 * What the server does when nobody asks: it removes what has expired, and gives entries their vectors where embeddings are
 * configured. Both need a connection of the database's owner; without one, pg_cron may keep house.
 */
import postgres from 'postgres';
import { embedder } from '@/lib/embeddings/embedder';
import { fillVectors, indexVectors } from '@/lib/embeddings/fill';
import { env } from '@/lib/env';

/** Milliseconds between rounds of housekeeping. */
const HOUSEKEEPING = 60_000;
/** Milliseconds until the next look for entries without vectors, when there were none. */
const FILLING = 2000;
/** Milliseconds to wait after something failed. */
const RECOVERY = 30_000;

/** Begins; returns what ends it. */
export function startBackground(): () => Promise<void> {
  const { databaseUrl } = env();
  if (!databaseUrl) return async () => {};
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {}, idle_timeout: 30 });
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;

  /** Does the work again and again; it says how long to wait. */
  function repeat(what: string, work: () => Promise<number>): void {
    const round = async () => {
      const wait = await work().catch((error: unknown) => {
        if (!isStopped)
          console.warn(
            `${what} failed and will be tried again:`,
            error instanceof Error ? error.message : error,
          );
        return RECOVERY;
      });
      if (!isStopped) schedule(round, wait);
    };
    schedule(round, 1000);
  }
  function schedule(round: () => Promise<void>, wait: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void round();
    }, wait);
    timer.unref();
    timers.add(timer);
  }

  repeat('Housekeeping', async () => {
    await sql`select private.keep_house()`;
    return HOUSEKEEPING;
  });
  const vectors = embedder();
  if (vectors) {
    let isIndexed = false;
    repeat('Embedding', async () => {
      if (!isIndexed) await indexVectors(sql, vectors);
      isIndexed = true;
      return (await fillVectors(sql, vectors)) > 0 ? 0 : FILLING;
    });
  }
  return async () => {
    isStopped = true;
    for (const timer of timers) clearTimeout(timer);
    await sql.end({ timeout: 1 });
  };
}

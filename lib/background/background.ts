/**
 * Runs the background jobs of the server. They delete expired rows, project captured events that a server left behind when it ended, and
 * make moves of captured sessions that a person has released. They end requests for a decision whose deadline has passed, and notify
 * webhooks and browsers of what asks for a person. If embeddings are configured, they compute the vectors of context entries. All need a
 * connection as the owner of the database. Without one, pg_cron can run the housekeeping.
 */
import postgres from 'postgres';
import { startAttention } from '@/lib/attention/attention';
import { projectPending, projectReleased } from '@/lib/capture/recover';
import { embedder } from '@/lib/embeddings/embedder';
import { fillVectors, indexVectors } from '@/lib/embeddings/fill';
import { env } from '@/lib/env';
import { isInterrupted } from '@/lib/supabase/is-interrupted';
import { withTimeLimit } from '@/lib/time-limit';

const HOUSEKEEPING_INTERVAL_MS = 60_000;
const PENDING_INTERVAL_MS = 30_000;
/** Younger events are being projected. */
const PENDING_AGE_SECONDS = 2;
/** A captured session continues within this time after a person has resumed its plan. The query reads an index that is mostly empty. */
const RELEASED_INTERVAL_MS = 1000;
/** A request expires this long after its deadline at the latest. The query reads two indexes that are mostly empty. */
const DECISIONS_INTERVAL_MS = 1000;
/** The wait before the next query for entries without vectors, if the last one found none. */
const EMBEDDING_INTERVAL_MS = 2000;
const RETRY_DELAY_MS = 30_000;
const FIRST_RUN_DELAY_MS = 1000;

/** Starts the jobs; returns a function that stops them. */
export function startBackground(): () => Promise<void> {
  const { databaseUrl } = env();
  if (!databaseUrl) return async () => {};
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {}, idle_timeout: 30 });
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;

  /** Runs a job repeatedly. The job resolves to the milliseconds until its next run. */
  function repeat(name: string, job: () => Promise<number>): void {
    const run = async () => {
      const delayMs = await job().catch((error: unknown) => {
        if (!isStopped && !isInterrupted(error))
          console.warn(`${name} failed and will be retried:`, error instanceof Error ? error.message : error);
        return RETRY_DELAY_MS;
      });
      if (!isStopped) schedule(run, delayMs);
    };
    schedule(run, FIRST_RUN_DELAY_MS);
  }
  function schedule(run: () => Promise<void>, delayMs: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void run();
    }, delayMs);
    timer.unref();
    timers.add(timer);
  }

  repeat('Housekeeping', async () => {
    await withTimeLimit(sql, '1min', (limited) => limited`select private.delete_expired_rows()`);
    return HOUSEKEEPING_INTERVAL_MS;
  });
  // At the start nothing is being projected, so that a server that was killed also resumes with the newest events.
  let minAgeSeconds = 0;
  repeat('Projection of captured events', async () => {
    await projectPending(sql, minAgeSeconds);
    minAgeSeconds = PENDING_AGE_SECONDS;
    return PENDING_INTERVAL_MS;
  });
  repeat('Moves of captured sessions that were held', async () => {
    await projectReleased(sql);
    return RELEASED_INTERVAL_MS;
  });
  repeat('Decisions', async () => {
    await withTimeLimit(sql, '1min', (limited) => limited`select private.sweep_decisions()`);
    return DECISIONS_INTERVAL_MS;
  });
  const configured = embedder();
  if (configured) {
    let isIndexed = false;
    repeat('Embedding', async () => {
      if (!isIndexed) await indexVectors(sql, configured);
      isIndexed = true;
      return (await fillVectors(sql, configured)) > 0 ? 0 : EMBEDDING_INTERVAL_MS;
    });
  }
  const stopAttention = startAttention(databaseUrl);

  return async () => {
    isStopped = true;
    await stopAttention();
    for (const timer of timers) clearTimeout(timer);
    await sql.end({ timeout: 1 });
  };
}

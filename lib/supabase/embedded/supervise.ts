/** Keeps Postgres running under a server: restarts it when it has ended, and gives up after repeated failures. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Supervised {
  isRunning(): Promise<boolean>;
  /** Starts it in the same place; throws the reason if that fails. */
  start(signal: AbortSignal): Promise<void>;
  /** Receives each event as one line. */
  onEvent(what: string): void;
  /** Receives the reason of the last failure; no further attempt follows. */
  onGivingUp(reason: Error): void;
  /** Milliseconds between checks. */
  intervalMs?: number;
  /** Milliseconds to wait before each attempt. */
  waitsMs?: number[];
}

const INTERVAL_MS = 250;
/** Half a minute in total: a transient fault has passed by then. */
const WAITS_MS = [0, 500, 1000, 2000, 4000, 8000, 16_000];

const reasonOf = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

/** Retries until it starts; returns the last reason if no attempt succeeded. */
async function startAgain(postgres: Supervised, signal: AbortSignal): Promise<Error | null> {
  const waits = postgres.waitsMs ?? WAITS_MS;
  let reason = new Error('Postgres was not started.');
  for (const [tries, wait] of waits.entries()) {
    await sleep(wait, undefined, { signal });
    postgres.onEvent(
      `Postgres has ended unexpectedly. Restarting it (attempt ${tries + 1} of ${waits.length}).`,
    );
    const began = performance.now();
    try {
      await postgres.start(signal);
      postgres.onEvent(`Postgres runs again after ${((performance.now() - began) / 1000).toFixed(1)} s.`);
      return null;
    } catch (error) {
      signal.throwIfAborted();
      reason = reasonOf(error);
      // The rest is Postgres's log, which is shown once, after the last attempt.
      postgres.onEvent(`Postgres did not start: ${reason.message.split('\n')[0]}`);
    }
  }
  return reason;
}

async function watch(postgres: Supervised, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(postgres.intervalMs ?? INTERVAL_MS, undefined, { signal });
    if (await postgres.isRunning()) continue;
    signal.throwIfAborted();
    const reason = await startAgain(postgres, signal);
    if (reason) return postgres.onGivingUp(reason);
  }
}

/** Starts the supervision; returns a function that stops it and resolves when no start is in progress. */
export function supervise(postgres: Supervised): () => Promise<void> {
  const ending = new AbortController();
  const watching = watch(postgres, ending.signal).catch((error: unknown) => {
    if (!ending.signal.aborted) postgres.onGivingUp(reasonOf(error));
  });
  return async () => {
    ending.abort();
    await watching;
  };
}

/** Cancels the database calls of the current request when its client disconnects. */
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<AbortSignal | undefined>();

/** Runs work whose calls to Supabase are canceled when the signal aborts. Work that other requests share must stay outside. */
export function withRequestSignal<T>(signal: AbortSignal | undefined, work: () => T): T {
  return current.run(signal, work);
}

/** Returns the signal of the current request; undefined outside of one. */
export function currentRequestSignal(): AbortSignal | undefined {
  return current.getStore();
}

/**
 * Does work if the response of the current request does not leave: its client disconnected before all of it was sent. What has left counts
 * as received, because HTTP does not say what a client reads.
 */
export function whenLost(work: () => Promise<unknown>): void {
  const signal = currentRequestSignal();
  const start = () => {
    withRequestSignal(undefined, work).catch((error: unknown) =>
      console.error('What a lost response carried could not be returned:', error),
    );
  };
  if (signal?.aborted) start();
  else signal?.addEventListener('abort', start, { once: true });
}

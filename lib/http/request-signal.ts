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

/** Waits until a read of the database returns something: it is repeated when the log has grown. */
import { env } from '@/lib/env';
import { type Bell, createBell } from './bell';

/** A busy log rings often; a waiting request reads at most this often. */
const MIN_INTERVAL_MS = 50;

/** The timer rings once a second. Every fifth ring reads the database. */
const TICKS_PER_READ = 5;

/** A busy log notifies at most once in 25 ms, so a second read after a ring finds the rows written in the meantime. */
const SECOND_READ_MS = 30;

interface Waiting {
  bell: Bell;
  listeners: Set<() => void>;
}

declare global {
  // Next bundles this module several times. All copies share one connection.
  var agentExecutionWaiting: Waiting | undefined;
}

/** Calls `onChange` when the log may have grown, until the returned function is called. */
function listen(onChange: () => void): () => void {
  const listeners = globalThis.agentExecutionWaiting?.listeners ?? new Set();
  listeners.add(onChange);
  let ticks = 0;
  const wake = () => {
    for (const listener of listeners) listener();
  };
  const ring = (isNotified: boolean) => {
    // Where the database notifies, the timer is only for a notification that was lost.
    if (!isNotified && env().databaseUrl && ++ticks % TICKS_PER_READ !== 0) return;
    wake();
    if (isNotified) setTimeout(wake, SECOND_READ_MS);
  };
  globalThis.agentExecutionWaiting ??= { listeners, bell: createBell(env().databaseUrl, ring) };
  return () => {
    listeners.delete(onChange);
    if (listeners.size > 0) return;
    globalThis.agentExecutionWaiting?.bell.stop();
    globalThis.agentExecutionWaiting = undefined;
  };
}

/** Resolves after `ms`, or once `register` has passed on its call. */
function pause(ms: number, register: (wake: () => void) => void = () => {}): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, ms));
    register(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Returns what `read` returns, as soon as it is not undefined; undefined after `seconds`, or once the signal aborts. `read` gets the
 * seconds that are left.
 */
export async function waitFor<T>(
  read: (left: number) => Promise<T | undefined>,
  seconds: number,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const until = performance.now() + seconds * 1000;
  let hasChanged = false;
  let wake = () => {};
  const change = () => {
    hasChanged = true;
    wake();
  };
  const leave = listen(change);
  signal?.addEventListener('abort', change);
  try {
    for (;;) {
      const left = Math.max(0, until - performance.now());
      hasChanged = false;
      const found = await read(left / 1000);
      if (found !== undefined || left === 0 || signal?.aborted) return found;
      await pause(Math.min(MIN_INTERVAL_MS, until - performance.now()));
      if (!hasChanged)
        await pause(until - performance.now(), (call) => {
          wake = call;
        });
    }
  } finally {
    leave();
    signal?.removeEventListener('abort', change);
  }
}

/** Retries calls while the database is unavailable. */
import { AgentExecutionError } from './agent-execution.error';

/** Bounds of the wait in milliseconds. It doubles from the first to the last, with jitter, so that callers do not retry at the same time. */
const MIN_WAIT_MS = 100;
const MAX_WAIT_MS = 1000;

/** Resolves after the given milliseconds, or as soon as the signal aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}

/** Does what Promise.withResolvers does, which needs ES2024. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/**
 * Retries a call that fails with `unavailable`, for `retrySeconds`. Use it only for calls that may be repeated: the first call may have
 * been executed and its response lost.
 */
export async function withRetry<T>(call: () => Promise<T>, retrySeconds: number): Promise<T> {
  const from = performance.now();
  for (let maxWaitMs = MIN_WAIT_MS; ; maxWaitMs = Math.min(maxWaitMs * 2, MAX_WAIT_MS)) {
    try {
      return await call();
    } catch (error) {
      const isTransient = error instanceof AgentExecutionError && error.code === 'unavailable';
      if (!isTransient || performance.now() - from > retrySeconds * 1000) throw error;
      await sleep(maxWaitMs / 2 + (Math.random() * maxWaitMs) / 2);
    }
  }
}

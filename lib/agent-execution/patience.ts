/** Waiting until the database is back. */
import { AgentExecutionError } from './agent-execution.error';

/** Milliseconds; the wait doubles from the first to the last, and is random below that, so that many do not come back at once. */
const FIRST_WAIT = 100;
const LAST_WAIT = 1000;

/** Resolves after so many milliseconds, or as soon as the signal aborts. */
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

/**
 * Calls again for as long as the answer is `unavailable` and patience lasts. Only for calls that may be sent twice: the first may
 * have been carried out, and its answer lost.
 */
export async function patiently<T>(call: () => Promise<T>, patienceSeconds: number): Promise<T> {
  const from = performance.now();
  for (let most = FIRST_WAIT; ; most = Math.min(most * 2, LAST_WAIT)) {
    try {
      return await call();
    } catch (error) {
      const isPassing = error instanceof AgentExecutionError && error.code === 'unavailable';
      if (!isPassing || performance.now() - from > patienceSeconds * 1000) throw error;
      await sleep(most / 2 + (Math.random() * most) / 2);
    }
  }
}

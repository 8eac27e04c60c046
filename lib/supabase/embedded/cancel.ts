/** Cancels a statement in Postgres if its caller no longer waits for the result. */

import { RequestGoneError } from './unavailable.ts';

/**
 * Asks Postgres to cancel a query; resolves after Postgres has received the request. `query.cancel()` of postgres.js
 * does the same but drops its promise. So a refused connection would be an unhandled rejection, and the cancellation
 * could hit the connection's next statement.
 */
async function cancelQuery(query: object): Promise<void> {
  const cancelable = query as { canceller: ((query: object) => Promise<void>) | null }; // a private property of postgres.js
  const cancel = cancelable.canceller;
  cancelable.canceller = null;
  await cancel?.(query).catch(() => {});
}

/** Resolves to the result of a query of postgres.js. If the signal aborts first, cancels the query in Postgres. */
export async function cancelOnAbort<Result>(
  query: PromiseLike<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (!signal) return query;
  if (signal.aborted) throw new RequestGoneError();
  let canceling: Promise<void> | undefined;
  const cancel = () => {
    canceling = cancelQuery(query);
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await query;
  } finally {
    signal.removeEventListener('abort', cancel);
    await canceling;
  }
}

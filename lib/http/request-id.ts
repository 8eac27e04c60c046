/** The id of a request in the server's log: the caller's own if it is well-formed, otherwise a generated one. */
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Short, and without characters that could start another log line. */
const WELL_FORMED_ID = /^[\w.:+/=-]{1,128}$/;

export function requestIdOf(headers: Headers): string {
  const callerId = headers.get('x-request-id');
  return callerId !== null && WELL_FORMED_ID.test(callerId) ? callerId : crypto.randomUUID();
}

/** Runs the work of a request, so that all its log lines have the id. */
export function withRequestId<T>(id: string, work: () => T): T {
  return current.run(id, work);
}

/** Returns the id of the current request; undefined outside of one. */
export function currentRequestId(): string | undefined {
  return current.getStore();
}

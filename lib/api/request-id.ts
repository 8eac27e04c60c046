/** The id by which a request is found again in the server's log: the caller's own where it is sane, else one made here. */
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** As short as a log line bears, and nothing that could be another line. */
const SANE = /^[\w.:+/=-]{1,128}$/;

export function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id');
  return given !== null && SANE.test(given) ? given : crypto.randomUUID();
}

/** Runs the work of a request, so that whatever it logs knows the id. */
export function withRequestId<T>(id: string, work: () => T): T {
  return current.run(id, work);
}

/** The id of the request at hand; undefined outside of one. */
export function currentRequestId(): string | undefined {
  return current.getStore();
}

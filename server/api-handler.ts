/**
 * Hands the handler of `/api/v1` from Next to the web server of the same process. Next bundles the handler, and Node loads the web server
 * from its source, so the two share no module. They share Node's registry of symbols, and only this file knows the symbol.
 *
 * instrumentation.ts sets the handler once, when a production server starts. server/direct-api.ts calls it, and only for the requests that
 * `isDirect` admits: an agent's call to a plain address of `/api/v1`. Such a request takes the same steps as through Next: the handler
 * itself checks the credentials. No part of a request can name, replace or skip the handler. Under another server, such as `next start`,
 * nothing calls it.
 */

/** Answers a request. The signal aborts when the client disconnects. */
export type ApiHandler = (request: Request, signal: AbortSignal) => Promise<Response>;

const KEY = Symbol.for('agent-execution-system.api-handler');

// TypeScript cannot declare a global of a symbol.
const shared = globalThis as { [KEY]?: ApiHandler };

/** Sets the handler for the web server of this process. With undefined, Next answers every request. */
export function setApiHandler(handler: ApiHandler | undefined): void {
  shared[KEY] = handler;
}

/** Returns the handler; undefined in development and until Next has started. */
export function getApiHandler(): ApiHandler | undefined {
  return shared[KEY];
}

/**
 * Answers agents' requests without Next. Next uses more processor time to route a request than the handler uses itself
 * (docs/decisions/0015). The handler is the same: Next bundles it and hands it over (api-handler.ts). Next answers
 * every other request.
 */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { securityHeaders } from '../lib/http/security-headers.ts';
import { getApiHandler } from './api-handler.ts';

/** Plain addresses that need no normalizing. The event streams have routes of their own. */
const ADDRESS = /^\/api\/v1(?:\/[\w-]+)*\/(?!events(?:\?|$))[\w-]+(?:\?|$)/;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Returns whether a request may be answered directly. A person's session is in cookies, which only Next's handlers can read and set. */
export function isDirect({ method = '', url = '', headers }: IncomingMessage): boolean {
  const isPlain = headers.authorization !== undefined && METHODS.includes(method) && ADDRESS.test(url);
  return isPlain && getApiHandler() !== undefined;
}

/** Returns a signal that aborts when the connection closes before the response is complete. */
function signalOf(response: EventEmitter & { writableFinished: boolean }): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

const callHandler = getRequestListener(
  async (request, { incoming, outgoing }) => {
    // Handlers iterate over the body. A web stream of it would cost a third of the processor time of an empty request.
    Object.defineProperty(request, 'body', { value: incoming.iterator({ destroyOnReturn: false }) });
    // isDirect has checked that there is a handler.
    return (await getApiHandler()?.(request, signalOf(outgoing))) ?? new Response(null, { status: 503 });
  },
  { overrideGlobalObjects: false },
);

/** Returns a listener that answers the calls of agents directly and passes every other request to `next`. */
export function answerDirectly(next: RequestListener): RequestListener {
  return (request, response) => {
    if (!isDirect(request)) return next(request, response);
    for (const { key, value } of securityHeaders) response.setHeader(key, value);
    return void callHandler(request, response);
  };
}

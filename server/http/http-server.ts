/** The HTTP server in front of every handler: its admission, its timeouts, and the connection facts that it passes on. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { SessionSettings } from '../../lib/supabase/session-cookie.ts';
import { normalizeTarget, refusalOf } from './admission.ts';
import { describeConnection, forwardConnection, trustProxies } from './connection.ts';
import { refuse } from './refuse.ts';
import { boundBody, hasBody } from './request-body.ts';
import { dropUnreadableRouterState } from './router-state.ts';
import { refuseWithoutSession } from './session-gate.ts';

export interface HttpServerOptions extends SessionSettings {
  /** Addresses and CIDR ranges of proxies whose X-Forwarded-* headers count. */
  trustedProxies: readonly string[];
  /** Seconds within which a request must arrive with its body. */
  requestTimeout: number;
  /** Whether to allow Next's own WebSocket, which reloads pages in development. */
  isDev: boolean;
}

const MAX_HEADERS_TIMEOUT_MS = 15_000;
/**
 * Longer than the idle time of clients and proxies (nginx 60 s): otherwise the server may close a connection while the
 * client writes to it.
 */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** Returns a server that passes admitted requests to `handle`. */
export function createHttpServer(handle: RequestListener, options: HttpServerOptions): Server {
  const trusts = trustProxies(options.trustedProxies);
  const requestTimeout = options.requestTimeout * 1000;

  async function serve(request: IncomingMessage, response: ServerResponse, beforeBody?: () => void) {
    normalizeTarget(request);
    const isBodied = hasBody(request);
    if (isBodied && !boundBody(request, response)) return;
    const refusal = refusalOf(request) ?? (isBodied ? await refuseWithoutSession(request, options) : null);
    if (refusal) return refuse(request, response, refusal);
    dropUnreadableRouterState(request);
    forwardConnection(request, describeConnection(request, trusts));
    beforeBody?.();
    handle(request, response);
  }

  const server = createServer({
    requestTimeout,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    headersTimeout: Math.min(requestTimeout, MAX_HEADERS_TIMEOUT_MS),
    connectionsCheckingInterval: Math.min(requestTimeout / 2, 5000),
    // A client that offers HTTP/2 expects a normal response if the upgrade is not accepted.
    shouldUpgradeCallback: ({ url }) => options.isDev && url?.startsWith('/_next/') === true,
  });
  server.on('request', (request, response) => void serve(request, response));
  server.on(
    'checkContinue',
    (request, response) => void serve(request, response, () => response.writeContinue()),
  );
  server.on('connect', (_request, socket) => {
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return server;
}

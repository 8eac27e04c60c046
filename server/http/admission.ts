/** Admits only requests with a method, an address, parameters and a Host that handlers can read. */
import type { IncomingMessage } from 'node:http';
import { isHost } from './connection.ts';
import type { Refusal } from './refuse.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const invalid = (message: string, hint: string): Refusal => ({
  status: 400,
  code: 'invalid_request',
  message,
  hint,
});

/** Returns whether a path is UTF-8 without NUL and is routed exactly as it is written. */
function isReadable(path: string): boolean {
  try {
    const segments = path.split('/').map(decodeURIComponent);
    // A URL parser turns backslashes into slashes and resolves dot segments, so limits would apply to another path than the
    // router.
    return !path.includes('\\') && !segments.some((text) => /^\.\.?$|\0/.test(text));
  } catch {
    return false;
  }
}

/** Returns whether a query has a parameter that Next would lose, because it keeps parameters as properties of an object. */
function hasLostParameter(query: string): boolean {
  return new URLSearchParams(query).has('__proto__');
}

/** Replaces a whole URL of this server by its path, since a client may send either (RFC 9112, 3.2.2), and removes a fragment. */
export function normalizeTarget(request: IncomingMessage): void {
  const [target = ''] = (request.url ?? '').split('#', 1);
  const url = /^https?:\/\//i.test(target) ? URL.parse(target) : null;
  const isOwn = url !== null && url.host === request.headers.host?.toLowerCase();
  request.url = isOwn ? url.pathname + url.search : target;
}

function countHosts({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length;
}

/** Returns why a request is refused, or null. */
export function refusalOf(request: IncomingMessage): Refusal | null {
  const { method = '', url = '', headers } = request;
  if (!METHODS.includes(method)) {
    return {
      status: 405,
      code: 'method_not_allowed',
      message: `${method} is not allowed here.`,
      hint: `Use one of ${METHODS.join(', ')}.`,
      headers: { Allow: METHODS.join(', ') },
    };
  }
  const [path = ''] = url.split('?', 1);
  if (hasLostParameter(url.slice(path.length)))
    return invalid('"__proto__" cannot be a parameter.', 'Name a parameter or a column of this address.');
  if (!path.startsWith('/') || !isReadable(path))
    return invalid(
      'The address cannot be read.',
      'Encode it as UTF-8 with percent signs, without NUL, backslashes and dot segments.',
    );
  if (countHosts(request) > 1 || (headers.host !== undefined && !isHost(headers.host)))
    return invalid('The Host header cannot be read.', 'Send one Host header with a name or an address.');
  if (headers.upgrade?.toLowerCase() === 'websocket') {
    const hint = 'Follow /api/v1/events instead, a stream of server-sent events.';
    const refusal = invalid('This server does not speak WebSocket.', hint);
    return { ...refusal, headers: { Connection: 'close' } };
  }
  return null;
}

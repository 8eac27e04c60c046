/** Which pages elsewhere may call the API from a browser: none, unless AES_CORS_ORIGINS names them. They bring a key; cookies are never taken. */
import { env } from '@/lib/env';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
const REQUEST_HEADERS = [
  'Accept',
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Last-Event-ID',
  'MCP-Protocol-Version',
  'X-Request-Id',
].join(', ');
const RESPONSE_HEADERS = [
  'ETag',
  'Idempotency-Replayed',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
].join(', ');
/** Seconds for which a browser need not ask again. */
const MAX_AGE = '600';

/** Whether the origin that a request names is one of those configured. */
export function isAllowedOrigin(headers: Headers): boolean {
  const origin = headers.get('origin');
  const { corsOrigins } = env();
  return origin !== null && (corsOrigins.includes('*') || corsOrigins.includes(origin));
}

/** Lets the page that asked read the answer, if it may; caches learn that the answer depends on who asks. */
export function allowOrigin(request: Request, response: Response): void {
  if (env().corsOrigins.length === 0) return;
  response.headers.append('Vary', 'Origin');
  if (!isAllowedOrigin(request.headers)) return;
  response.headers.set('Access-Control-Allow-Origin', request.headers.get('origin') ?? '');
  response.headers.set('Access-Control-Expose-Headers', RESPONSE_HEADERS);
}

/** The answer to OPTIONS: for a preflight of a page that may call, what it may send. */
export function preflight(request: Request): Response {
  const response = new Response(null, { status: 204, headers: { Allow: METHODS } });
  if (isAllowedOrigin(request.headers)) {
    response.headers.set('Access-Control-Allow-Methods', METHODS);
    response.headers.set('Access-Control-Allow-Headers', REQUEST_HEADERS);
    response.headers.set('Access-Control-Max-Age', MAX_AGE);
  }
  return response;
}

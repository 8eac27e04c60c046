/** Decides which other origins may call the API from a browser: those in AES_CORS_ORIGINS, with a key and never with cookies. */
import { env } from '@/lib/env';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
const REQUEST_HEADERS = [
  'Accept',
  'Accept-Profile',
  'Apikey',
  'Authorization',
  'Content-Profile',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Last-Event-ID',
  'MCP-Protocol-Version',
  'Prefer',
  'Range',
  'Range-Unit',
  'X-Client-Info',
  'X-Request-Id',
  'X-Supabase-Api-Version',
].join(', ');
const RESPONSE_HEADERS = [
  'Content-Range',
  'ETag',
  'Idempotency-Replayed',
  'Location',
  'Preference-Applied',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
  'X-Supabase-Api-Version',
].join(', ');
/** Seconds for which a browser may cache a preflight response. */
const MAX_AGE = '600';

/** Returns whether the request's origin is configured. */
export function isAllowedOrigin(headers: Headers): boolean {
  const origin = headers.get('origin');
  const { corsOrigins } = env();
  return origin !== null && (corsOrigins.includes('*') || corsOrigins.includes(origin));
}

/** Allows the requesting origin to read the response if it is configured; sets Vary for caches. */
export function allowOrigin(request: Request, response: Response): void {
  if (env().corsOrigins.length === 0) return;
  response.headers.append('Vary', 'Origin');
  if (!isAllowedOrigin(request.headers)) return;
  response.headers.set('Access-Control-Allow-Origin', request.headers.get('origin') ?? '');
  response.headers.set('Access-Control-Expose-Headers', RESPONSE_HEADERS);
}

/** Removes the CORS headers of a response, because lite allows every origin. */
export function withoutCors(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const name of [...headers.keys()]) if (name.startsWith('access-control-')) headers.delete(name);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

/** Answers OPTIONS; a preflight from an allowed origin gets the allowed methods and headers. */
export function preflight(request: Request): Response {
  const response = new Response(null, { status: 204, headers: { Allow: METHODS } });
  if (isAllowedOrigin(request.headers)) {
    response.headers.set('Access-Control-Allow-Methods', METHODS);
    response.headers.set('Access-Control-Allow-Headers', REQUEST_HEADERS);
    response.headers.set('Access-Control-Max-Age', MAX_AGE);
  }
  return response;
}

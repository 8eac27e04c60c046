/** Error responses of the web server, in the format that the clients of a path expect. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestIdOf } from '../../lib/http/request-id.ts';
import { securityHeaders } from '../../lib/http/security-headers.ts';

export interface Refusal {
  status: number;
  code: string;
  message: string;
  hint: string;
  headers?: Record<string, string>;
}

function bodyOf(url: string, { code, message, hint }: Refusal): [type: string, body: string] {
  const error = { code, message, hint, details: null };
  if (url.startsWith('/api/')) return ['application/json', JSON.stringify({ error })];
  // PostgREST's error format, which supabase-js reads.
  if (/^\/(?:rest|auth)\/v1/.test(url)) return ['application/json', JSON.stringify(error)];
  return ['text/plain; charset=utf-8', `${message} ${hint}\n`];
}

/** Sends the whole response without ending it, because the end would close the connection. */
export function writeRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const [type, body] = bodyOf(request.url ?? '', refusal);
  for (const { key, value } of securityHeaders) response.setHeader(key, value);
  const requestId = request.headers['x-request-id'];
  const headers = new Headers(typeof requestId === 'string' ? { 'x-request-id': requestId } : {});
  response.writeHead(refusal.status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Request-Id': requestIdOf(headers),
    ...refusal.headers,
  });
  if (request.method !== 'HEAD') response.write(body);
}

export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  writeRefusal(request, response, refusal);
  response.end();
}

/**
 * Serves `/rest/v1` for an agent key in place of an access token: exchanges the key and forwards the request to
 * Supabase, in this process or hosted. The token never leaves the server, so revoking the key takes effect at once.
 */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { env } from '@/lib/env';
import { CONNECTION_HEADER } from '@/lib/http/connection';
import { retrySecondsOf } from '@/lib/http/retry-after';
import { statusOfCode } from '@/lib/http/status-of-code';
import { limitKeyAttempts } from '@/lib/rate-limits/key-attempts';
import { forward } from '@/lib/supabase/fetch';

/** Headers not to forward: those of the connection (RFC 9110, 7.6.1), those invalid once the body was read, and this server's own. */
const NOT_FORWARDED = [
  CONNECTION_HEADER,
  'connection',
  'content-encoding',
  'content-length',
  'cookie',
  'host',
  'transfer-encoding',
];

function forwardableHeaders(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of NOT_FORWARDED) kept.delete(name);
  return kept;
}

/** Returns an error in PostgREST's format, which supabase-js reads. */
function refusal(error: unknown): Response {
  const known =
    error instanceof AgentExecutionError
      ? error
      : errorOf('internal', 'The server could not handle the request.');
  if (known !== error) console.error(error);
  const { code, message, hint } = known;
  const headers = new Headers();
  if (code === 'unauthenticated') headers.set('WWW-Authenticate', 'Bearer');
  const seconds = retrySecondsOf(known);
  if (seconds !== null) headers.set('Retry-After', String(seconds));
  return Response.json({ code, message, hint, details: null }, { status: statusOfCode[code], headers });
}

/** Returns the agent key of a request, or null. */
export function agentKeyOf(request: Request): string | null {
  return /^Bearer\s+(aes_\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
}

/** Returns the body as text, as for an access token, or a binary body unchanged. */
async function bodyOf(request: Request): Promise<string | ArrayBuffer | null> {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  const isBinary = request.headers.get('content-type')?.startsWith('application/octet-stream');
  return isBinary ? request.arrayBuffer() : request.text();
}

export async function answerAgent(request: Request, key: string): Promise<Response> {
  try {
    const headers = forwardableHeaders(request.headers);
    const { token } = await limitKeyAttempts(request.headers, key, () => exchangeAgentKey(key));
    headers.set('authorization', `Bearer ${token}`);
    const { pathname, search } = new URL(request.url);
    const answer = await forward(`${env().supabaseUrl}${pathname}${search}`, {
      method: request.method,
      headers,
      body: await bodyOf(request),
      signal: request.signal,
    });
    return new Response(answer.body, { status: answer.status, headers: forwardableHeaders(answer.headers) });
  } catch (error) {
    return refusal(error);
  }
}

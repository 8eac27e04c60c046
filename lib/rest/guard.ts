/**
 * Guards `/rest/v1` and `/auth/v1`: credentials are checked before a body is read, and pages of other origins may call only if
 * AES_CORS_ORIGINS names them, as everywhere else.
 */

import { type AppEnv, env } from '@/lib/env';
import { allowOrigin, preflight, withoutCors } from '@/lib/http/cors';
import { createCallerReader } from '@/lib/supabase/embedded/caller';
import { agentKeyOf } from './agent-rest';

type Handler = (request: Request) => Promise<Response>;
type ReadCaller = ReturnType<typeof createCallerReader>;

let cached: { env: AppEnv; readCaller: ReadCaller | null } | undefined;

/** Returns the reader of callers, which caches the tokens that it verified; null if the backend is not embedded. */
function callerReader(): ReadCaller | null {
  const current = env();
  if (cached?.env === current) return cached.readCaller;
  const { isEmbedded, jwtSecret, publishableKey, secretKey } = current;
  const keys = isEmbedded && jwtSecret && secretKey ? { jwtSecret, publishableKey, secretKey } : null;
  cached = { env: current, readCaller: keys && createCallerReader(keys) };
  return cached.readCaller;
}

function refusal(message: string, hint: string): Response {
  const headers = { 'WWW-Authenticate': 'Bearer' };
  return Response.json({ code: 'PGRST301', message, hint, details: null }, { status: 401, headers });
}

/** Returns the refusal of a body whose sender has no valid credentials, or null. */
async function refuseUnknownCaller(request: Request): Promise<Response | null> {
  const readCaller = callerReader();
  if (!request.body || !readCaller) return null;
  const headers = new Headers(request.headers);
  const apikey = headers.get('apikey') ?? new URL(request.url).searchParams.get('apikey') ?? '';
  headers.set('apikey', apikey);
  if (await readCaller(headers)) return null;
  const { publishableKey, secretKey } = env();
  return apikey === publishableKey || apikey === secretKey
    ? refusal('The access token is not valid here, or it has expired.', 'Sign in again.')
    : refusal('The apikey is missing or unknown.', 'Send the publishable key as the header apikey.');
}

/**
 * Sets the CORS headers of AES_CORS_ORIGINS in place of the handler's own. No cache may store a response, because it
 * contains data or tokens of one caller.
 */
function withHeaders(handler: Handler): Handler {
  return async (request) => {
    const isPreflight = request.method === 'OPTIONS';
    const response = isPreflight ? preflight(request) : withoutCors(await handler(request));
    allowOrigin(request, response);
    response.headers.set('Cache-Control', 'no-store');
    return response;
  };
}

/** Wraps the handler of a path that supabase-js calls; `answerAgent`, if given, answers agent keys. */
export function guardRoute(
  handler: Handler,
  answerAgent?: (request: Request, key: string) => Promise<Response>,
): Handler {
  return withHeaders(async (request) => {
    const key = answerAgent ? agentKeyOf(request) : null;
    // It also looks up the key before it reads the body.
    if (answerAgent && key !== null) return answerAgent(request, key);
    return (await refuseUnknownCaller(request)) ?? handler(request);
  });
}

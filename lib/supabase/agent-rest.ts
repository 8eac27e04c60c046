/**
 * `/rest/v1` with an agent key where supabase-js sends an access token: the key is exchanged here and the request goes on to
 * Supabase, in this process or elsewhere. The token never leaves the server, so that revoking the key works at once here too.
 */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import { statusOfCode } from '@/lib/api/respond';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { tryKey } from '@/lib/auth/failed-attempts';
import { env } from '@/lib/env';
import { supabaseFetch } from './fetch';

/** Of the connection and not of the message (RFC 9110, 7.6.1), or no longer true once the body was read. */
const NOT_PASSED_ON = [
  'connection',
  'content-encoding',
  'content-length',
  'cookie',
  'host',
  'transfer-encoding',
];

function passedOn(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of NOT_PASSED_ON) kept.delete(name);
  return kept;
}

/** As PostgREST answers, which is what supabase-js reads. */
function refusal(error: unknown): Response {
  const known =
    error instanceof AgentExecutionError ? error : errorOf('internal', 'Something went wrong here.');
  if (known !== error) console.error(error);
  const { code, message, hint } = known;
  return Response.json({ code, message, hint, details: null }, { status: statusOfCode[code] });
}

/** The agent key that a request carries, or null. */
export function agentKeyOf(request: Request): string | null {
  return /^Bearer\s+(aes_\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
}

export async function answerAgent(request: Request, key: string): Promise<Response> {
  try {
    const headers = passedOn(request.headers);
    const { token } = await tryKey(request.headers, () => exchangeAgentKey(key));
    headers.set('authorization', `Bearer ${token}`);
    const { pathname, search } = new URL(request.url);
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    const answer = await supabaseFetch(`${env().supabaseUrl}${pathname}${search}`, {
      method: request.method,
      headers,
      body: hasBody ? await request.arrayBuffer() : null,
    });
    return new Response(answer.body, { status: answer.status, headers: passedOn(answer.headers) });
  } catch (error) {
    return refusal(error);
  }
}

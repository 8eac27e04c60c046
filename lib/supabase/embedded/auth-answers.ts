/** Errors in the format of Supabase Auth, which supabase-js turns into its AuthError. */
import { AgentExecutionError } from '../../agent-execution/agent-execution.error.ts';
import { retrySecondsOf } from '../../http/retry-after.ts';

/** Returns the response for an error: its status, its supabase-js code, and a message for people. */
export function authError(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ code: status, error_code: code, msg: message }, { status, headers });
}

/** Returns the response for a known error; throws any other error. */
export function authRefusal(error: unknown): Response {
  if (!(error instanceof AgentExecutionError)) throw error;
  const { code, message } = error;
  if (code !== 'rate_limited') return authError(400, 'validation_failed', message);
  return authError(429, 'over_request_rate_limit', message, { 'Retry-After': String(retrySecondsOf(error)) });
}

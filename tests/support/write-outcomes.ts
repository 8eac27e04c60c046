/** Writes a value over each interface, and returns the outcomes in one form. */
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import type { TestCaller } from './test-caller';
import type { Session } from './test-session';

/** The outcome of a write. */
export type Outcome =
  | { ok: true }
  | { ok: false; status: number; code: string; message: string; hint: string };

/** Calls the service. */
export async function called(call: Promise<unknown>): Promise<Outcome> {
  try {
    await call;
    return { ok: true };
  } catch (error) {
    if (!(error instanceof AgentExecutionError)) throw error;
    return { ok: false, status: error.code === 'internal' ? 500 : 400, ...error, message: error.message };
  }
}

/** Sends a request over HTTP. */
export async function posted(caller: TestCaller, path: string, body: string): Promise<Outcome> {
  const answer = await caller.call('POST', path, { body });
  if (answer.status < 300) return { ok: true };
  return { ok: false, status: answer.status, ...answer.body.error };
}

/** Calls a tool over MCP. */
export async function calledTool(session: Session, name: string, input: object): Promise<Outcome> {
  const { isError, text } = await session.call(name, input);
  if (!isError) return { ok: true };
  // MCP joins the message and the hint.
  const [, code = '', message = ''] = /^(\w+): (.*)/.exec(text) ?? [];
  return { ok: false, status: code === 'internal' ? 500 : 400, code, message, hint: message };
}

/** Writes a row over `/rest/v1`, as a person by their access token, or with the service key for null. */
export async function inserted(token: string | null, path: string, body: string): Promise<Outcome> {
  const { publishableKey, secretKey = '' } = env();
  const headers: Record<string, string> =
    token === null ? { apikey: secretKey } : { apikey: publishableKey, Authorization: `Bearer ${token}` };
  const response = await embeddedFetch(`${env().supabaseUrl}/rest/v1/${path}`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body,
  });
  if (response.ok) return { ok: true };
  const { code, message, hint } = await response.json();
  return { ok: false, status: response.status, code, message, hint };
}

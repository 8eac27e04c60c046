/** The route handler of `/auth/v1`. Counts attempts by client address. */

import { env } from '../../env.ts';
import { limitSignIn, limitSignUp, type PasswordOutcome } from '../../rate-limits/attempt-limits.ts';
import { embeddedFetch } from './api.ts';
import { authRefusal } from './auth-answers.ts';
import { authOperationAt } from './auth-operations.ts';

/** Returns the account that a body names, whether or not it exists. */
function readEmail(body: string): string {
  try {
    return String(JSON.parse(body).email);
  } catch {
    return '';
  }
}

function outcomeOf({ ok, status }: Response): PasswordOutcome {
  if (ok) return 'right';
  return status === 400 ? 'wrong' : 'unknown';
}

export async function answerAuth(request: Request): Promise<Response> {
  if (!env().isEmbedded) return new Response(null, { status: 404 });
  const operation = request.method === 'POST' ? authOperationAt(new URL(request.url)) : null;
  if (operation !== 'sign-in' && operation !== 'sign-up') return embeddedFetch(request);
  const { url, method, headers } = request;
  const body = await request.text();
  const attempt = () => embeddedFetch(url, { method, headers, body });
  try {
    if (operation === 'sign-in') return await limitSignIn(headers, readEmail(body), attempt, outcomeOf);
    await limitSignUp(headers, readEmail(body));
    return await attempt();
  } catch (error) {
    return authRefusal(error);
  }
}

/** Changes a person's password, with the open session and the current password. */

import type { AuthError } from '@supabase/supabase-js';
import type { ActionResult } from '@/lib/action-result';
import { env } from '@/lib/env';
import { createServerClient } from '@/lib/supabase/server';
import { recheckSessions } from '@/lib/supabase/session-check';
import { createAnonymousClient } from '@/lib/supabase/token';
import { isLocalOwner } from './local-owner';

export type PasswordState = ActionResult<{ isDone?: boolean }>;

export type PasswordAction = (state: PasswordState, data: FormData) => Promise<PasswordState>;

const MIN_PASSWORD_LENGTH = 8;

const refuse = (message: string, hint: string): PasswordState => ({ error: { message, hint } });

function explain({ code, message }: AuthError): PasswordState {
  if (code === 'current_password_invalid' || code === 'invalid_credentials')
    return refuse('The current password is wrong.', 'Nothing was changed. Type it again.');
  if (code === 'over_request_rate_limit')
    return refuse(message, 'Wait a quarter of an hour, then try again.');
  return refuse(message, 'Nothing was changed. Try another password.');
}

/** Returns the error of a wrong current password, or null. The embedded backend checks it itself; a hosted project may not. */
async function checkCurrent(email: string, password: string): Promise<AuthError | null> {
  if (env().isEmbedded) return null;
  return (await createAnonymousClient().auth.signInWithPassword({ email, password })).error;
}

/** Changes the password, which ends every other session of the account. */
export async function changePassword(
  email: string | null,
  current: string,
  next: string,
): Promise<PasswordState> {
  if (!email) return refuse('This account has no password.', 'Sign in as you did before.');
  if (isLocalOwner(email))
    return refuse('The local owner keeps its password.', 'Sign up for another account.');
  if (next.length < MIN_PASSWORD_LENGTH)
    return refuse('The new password is too short.', `Use at least ${MIN_PASSWORD_LENGTH} characters.`);
  const wrong = await checkCurrent(email, current);
  if (wrong) return explain(wrong);
  const { auth } = await createServerClient();
  const { error } = await auth.updateUser({ password: next, current_password: current });
  if (error) return explain(error);
  await auth.signOut({ scope: 'others' });
  recheckSessions();
  return { isDone: true };
}

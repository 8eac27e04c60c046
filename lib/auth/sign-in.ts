/** Signs people in and out. Each function sets or clears the session's cookies and returns an error, if any. */
import type { AuthError } from '@supabase/supabase-js';
import type { Failure } from '@/lib/action-result';
import { env } from '@/lib/env';
import { createServerClient } from '@/lib/supabase/server';
import { recheckSessions } from '@/lib/supabase/session-check';

export interface SignInResult {
  error?: Failure & { code?: string };
  /** Set after a sign-up whose e-mail address is not confirmed yet. */
  notice?: string;
}

const hintOfCode: Record<string, string> = {
  invalid_credentials: 'Check the e-mail address and the password, or sign up.',
  user_already_exists: 'Sign in instead.',
  email_exists: 'Sign in instead.',
  weak_password: 'Choose a longer password.',
  email_not_confirmed: 'Open the link in the e-mail you were sent.',
  over_request_rate_limit: 'Wait a minute, then try again.',
  signup_disabled: 'Ask the person who runs this server for an account.',
};

function explain(error: AuthError): SignInResult {
  const hint = hintOfCode[error.code ?? ''] ?? 'Check what you typed and try again.';
  return { error: { message: error.message, hint, code: error.code } };
}

export async function signIn(email: string, password: string): Promise<SignInResult> {
  const supabase = await createServerClient();
  const { error } = await supabase.auth.signInWithPassword({ email, password });
  return error ? explain(error) : {};
}

export async function signUp(email: string, password: string): Promise<SignInResult> {
  const supabase = await createServerClient();
  const { data, error } = await supabase.auth.signUp({ email, password });
  if (error) return explain(error);
  return data.session ? {} : { notice: 'Open the link in the e-mail you were sent to finish signing up.' };
}

/** Signs in as the local owner. Call it only for a request that isLocalOwnerOffered allows. */
export async function signInAsLocalOwner(): Promise<SignInResult> {
  const { localOwner } = env();
  if (!localOwner) {
    return { error: { message: 'There is no local owner here.', hint: 'Sign in with e-mail and password.' } };
  }
  return signIn(localOwner.email, localOwner.password);
}

/** Ends the session. Its token is refused from then on. */
export async function signOut(): Promise<void> {
  const supabase = await createServerClient();
  await supabase.auth.signOut({ scope: 'local' });
  recheckSessions();
}

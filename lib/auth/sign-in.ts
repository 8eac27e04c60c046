/** Ways in and out for people: each sets or clears the session's cookies and says what went wrong. */
import type { AuthError } from '@supabase/supabase-js';
import { env } from '@/lib/env';
import { createServerClient } from '@/lib/supabase/server';

export interface SignInResult {
  error?: { message: string; hint: string };
  /** Set after a sign-up that waits for the e-mail to be confirmed. */
  notice?: string;
}

const hintOfCode: Record<string, string> = {
  invalid_credentials: 'Check the e-mail address and the password, or sign up.',
  user_already_exists: 'Sign in instead.',
  email_exists: 'Sign in instead.',
  weak_password: 'Choose a longer password.',
  email_not_confirmed: 'Open the link in the e-mail you were sent.',
  over_request_rate_limit: 'Wait a minute, then try again.',
};

function explain(error: AuthError): SignInResult {
  const hint = hintOfCode[error.code ?? ''] ?? 'Check what you typed and try again.';
  return { error: { message: error.message, hint } };
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

/** Only for a request that isLocalOwnerOffered allows. */
export async function signInAsLocalOwner(): Promise<SignInResult> {
  const { localOwner } = env();
  if (!localOwner) {
    return { error: { message: 'There is no local owner here.', hint: 'Sign in with e-mail and password.' } };
  }
  return signIn(localOwner.email, localOwner.password);
}

export async function signOut(): Promise<void> {
  const supabase = await createServerClient();
  await supabase.auth.signOut({ scope: 'local' });
}

/** A person's new password, set with the session that is open. */

import { createServerClient } from '@/lib/supabase/server';
import { createAnonymousClient } from '@/lib/supabase/token';
import { isLocalOwner } from './local-owner';
import type { PasswordState } from './password-state';

const SHORTEST = 8;

const refuse = (message: string, hint: string): PasswordState => ({ error: { message, hint } });

/** Asks for the current password too: an unlocked screen is not yet the person. */
export async function changePassword(
  email: string | null,
  current: string,
  next: string,
): Promise<PasswordState> {
  if (!email) return refuse('This account has no password.', 'Sign in as you did before.');
  if (isLocalOwner(email))
    return refuse('The local owner keeps its password.', 'Sign up for another account.');
  if (next.length < SHORTEST)
    return refuse('The new password is too short.', `Use at least ${SHORTEST} characters.`);
  const check = await createAnonymousClient().auth.signInWithPassword({ email, password: current });
  if (check.error) return refuse('That is not the current password.', 'Nothing was changed. Type it again.');
  const supabase = await createServerClient();
  const { error } = await supabase.auth.updateUser({ password: next });
  return error ? refuse(error.message, 'Nothing was changed. Try another password.') : { isDone: true };
}

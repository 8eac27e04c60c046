/** Checks whether the session of an access token is live, for the embedded backend or a hosted project. */
import { decodeJwt } from 'jose';
import { env } from '@/lib/env';
import { embeddedSessions } from '@/lib/supabase/embedded/api';
import { createLiveSessions, type LiveSessions } from './live-sessions';

declare global {
  // Next bundles this module several times; all copies share the answers.
  var hostedSessions: LiveSessions | undefined;
}

/** Supabase Auth refuses the token of a session that it no longer has. */
async function lookUpHosted(_: string, accessToken: string): Promise<boolean> {
  const { supabaseUrl, publishableKey } = env();
  const { status } = await fetch(`${supabaseUrl}/auth/v1/user`, {
    headers: { apikey: publishableKey, Authorization: `Bearer ${accessToken}` },
  });
  if (status >= 500) throw new Error(`Supabase Auth responded with ${status}.`);
  return status !== 401 && status !== 403;
}

function sessions(): LiveSessions {
  if (env().isEmbedded) return embeddedSessions();
  globalThis.hostedSessions ??= createLiveSessions(lookUpHosted);
  return globalThis.hostedSessions;
}

function sessionIdOf(accessToken: string): string | null {
  try {
    const { session_id } = decodeJwt(accessToken);
    return typeof session_id === 'string' ? session_id : null;
  } catch {
    return null;
  }
}

/**
 * Returns false if the session of this token has ended. Returns true otherwise, also for a token without a session (agent keys are
 * exchanged for such) and while the accounts cannot be reached. It does not verify the signature.
 */
export async function isSessionLive(accessToken: string): Promise<boolean> {
  const id = sessionIdOf(accessToken);
  return (
    id === null ||
    sessions()
      .isLive(id, accessToken)
      .catch(() => true)
  );
}

/** Clears all cached sessions; call it when this process has ended one. */
export function recheckSessions(): void {
  sessions().recheck();
}

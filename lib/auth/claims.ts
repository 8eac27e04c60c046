/** Identifies the person of a session's cookies. Verifies the token if the secret is known, and whether the session is live. */
import { jwtVerify } from 'jose';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { isSessionLive } from '@/lib/supabase/session-check';

export interface Claims {
  user_id: string;
  email: string | null;
}

/** Returns the claims of the session's token, refreshed if it has expired; null without a session, or if it has ended. */
export async function readClaims({ auth }: Pick<AgentExecutionClient, 'auth'>): Promise<Claims | null> {
  const { data } = await auth.getSession();
  const token = data.session?.access_token;
  if (!token) return null;
  const claims = (await verify(token)) ?? (await fetchClaims(auth));
  return claims && (await isSessionLive(token)) ? claims : null;
}

/** Returns the claims of a token signed with another kind of key. supabase-js verifies it, over the network if necessary. */
async function fetchClaims(auth: AgentExecutionClient['auth']): Promise<Claims | null> {
  const claims = (await auth.getClaims()).data?.claims;
  return claims ? { user_id: claims.sub, email: claims.email ?? null } : null;
}

async function verify(token: string): Promise<Claims | null> {
  const { jwtSecret } = env();
  if (!jwtSecret) return null;
  try {
    const key = new TextEncoder().encode(jwtSecret);
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
    if (typeof payload.sub !== 'string') return null;
    return { user_id: payload.sub, email: typeof payload.email === 'string' ? payload.email : null };
  } catch {
    return null;
  }
}

/** Who a session's cookies belong to, found out without asking the database where the project's secret is known. */
import { jwtVerify } from 'jose';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';

export interface Claims {
  user_id: string;
  email: string | null;
}

/** The claims of the session's token, which is refreshed where it has expired; null for nobody. */
export async function readClaims({ auth }: Pick<AgentExecutionClient, 'auth'>): Promise<Claims | null> {
  const { data } = await auth.getSession();
  if (!data.session) return null;
  const own = await verify(data.session.access_token);
  if (own) return own;
  // Signed with a key of another kind: supabase-js knows how to check it, over the network if need be.
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

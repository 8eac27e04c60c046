/** The subscriber of a feed: an identity that outlives the request and is checked while the stream is open. */
import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { identifyCaller, readBearer } from '@/lib/api/caller';
import { refuseBadToken, refuseEndedSession } from '@/lib/auth/access-token';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { limitKeyAttempts } from '@/lib/rate-limits/key-attempts';
import { createTokenClient } from '@/lib/supabase/token';

export interface Subscriber {
  /** Equal only for subscribers with the same credential. */
  identity: string;
  /** Returns a client of the subscriber; throws unauthenticated once the credential is no longer valid. */
  client: () => Promise<AgentExecutionClient>;
  /** Expiry of the token in milliseconds since 1970; null for an agent key, which is checked at every use. */
  expiresAt: number | null;
}

function digest(proof: string): string {
  return createHash('sha256').update(proof).digest('base64url');
}

function holderOf(token: string): Subscriber {
  const db = createTokenClient(token);
  const { exp } = decodeJwt(token);
  const client = async () => {
    await refuseEndedSession(token);
    return db;
  };
  return { identity: digest(token), client, expiresAt: exp ? exp * 1000 : null };
}

/** Returns the subscriber of a request; throws as identifyCaller does. */
export async function identifySubscriber(request: Request): Promise<Subscriber> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const { token, isAccessToken } = readBearer(authorization);
    if (isAccessToken) {
      await refuseBadToken(token);
      return holderOf(token);
    }
    // The stream checks the key repeatedly, which does not count as requests of the agent.
    const client = async () => createTokenClient((await exchangeAgentKey(token, 0)).token);
    await limitKeyAttempts(request.headers, token, client);
    return { identity: digest(token), client, expiresAt: null };
  }
  // The session's client ends with the request; its token does not.
  const db = await (await identifyCaller(request)).connect();
  const { data } = await db.auth.getSession();
  if (!data.session) throw errorOf('unauthenticated', 'You are not signed in.');
  return holderOf(data.session.access_token);
}

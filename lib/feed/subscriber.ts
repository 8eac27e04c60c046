/** Who follows a feed: an identity that outlives the request, asked again as long as the stream is open. */
import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { identifyCaller, readBearer } from '@/lib/api/caller';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { tryKey } from '@/lib/auth/failed-attempts';
import { createTokenClient } from '@/lib/supabase/token';

export interface Subscriber {
  /** The same for those who came with the same proof of who they are, and for nobody else. */
  identity: string;
  /** A client of theirs, valid now; throws unauthenticated when it no longer is. */
  client: () => Promise<AgentExecutionClient>;
  /** When their token ends, in milliseconds since 1970; null for an agent key, which is asked for at every use. */
  expiresAt: number | null;
}

function digest(proof: string): string {
  return createHash('sha256').update(proof).digest('base64url');
}

function holderOf(token: string): Subscriber {
  const client = createTokenClient(token);
  const { exp } = decodeJwt(token);
  return { identity: digest(token), client: async () => client, expiresAt: exp ? exp * 1000 : null };
}

/** The subscriber behind a request; throws as identifyCaller does. */
export async function identifySubscriber(request: Request): Promise<Subscriber> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const { token, isAccessToken } = readBearer(authorization);
    if (isAccessToken) return holderOf(token);
    // Asked again all the time while the stream is open, which is no request of the agent's.
    const client = async () => createTokenClient((await exchangeAgentKey(token, 0)).token);
    await tryKey(request.headers, client);
    return { identity: digest(token), client, expiresAt: null };
  }
  // The session's client belongs to the request; its token does not.
  const db = await (await identifyCaller(request)).connect();
  const { data } = await db.auth.getSession();
  if (!data.session) throw errorOf('unauthenticated', 'Nobody is signed in.');
  return holderOf(data.session.access_token);
}

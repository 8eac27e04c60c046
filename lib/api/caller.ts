/** Who calls the API: an agent by its key, a person or app by an access token, or a person by the session's cookies. */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { type Allowance, exchangeAgentKey } from '@/lib/auth/agent-token';
import { readClaims } from '@/lib/auth/claims';
import { tryKey } from '@/lib/auth/failed-attempts';
import { isCrossSite } from '@/lib/auth/same-origin';
import { createServerClient } from '@/lib/supabase/server';
import { createTokenClient } from '@/lib/supabase/token';

export interface Caller {
  /** A client that carries the caller's identity, and reaches the database by the fetch given, if one is. */
  connect(throughFetch?: typeof fetch): Promise<AgentExecutionClient>;
  /** What is left to an agent key. */
  allowance?: Allowance;
}

/** Throws unauthenticated for nobody, forbidden for another site's page, rate_limited for a key that asks too often. */
export async function identifyCaller(request: Request): Promise<Caller> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) return identifyBearer(request.headers, authorization);

  if (isCrossSite(request.headers)) {
    throw new AgentExecutionError(
      'forbidden',
      'A page of another site may not use your session.',
      'Call the API from the app itself, or with an agent key.',
    );
  }
  const db = await createServerClient();
  if (!(await readClaims(db))) throw errorOf('unauthenticated', 'Nobody is signed in.');
  return { connect: async (throughFetch) => (throughFetch ? createServerClient(throughFetch) : db) };
}

export interface Bearer {
  token: string;
  /** A token of the project's own, which is checked with the first statement it is used for; else an agent key. */
  isAccessToken: boolean;
}

/** What an Authorization header holds; throws unauthenticated when that is nothing. */
export function readBearer(authorization: string): Bearer {
  const [, token] = /^Bearer\s+(\S+)$/i.exec(authorization) ?? [];
  if (!token) throw errorOf('unauthenticated', 'The Authorization header is not of the form Bearer ….');
  return { token, isAccessToken: token.split('.').length === 3 };
}

async function identifyBearer(headers: Headers, authorization: string): Promise<Caller> {
  const { token, isAccessToken } = readBearer(authorization);
  const { token: accessToken, allowance } = isAccessToken
    ? { token, allowance: undefined }
    : await tryKey(headers, () => exchangeAgentKey(token));
  return { connect: async (throughFetch) => createTokenClient(accessToken, throughFetch), allowance };
}

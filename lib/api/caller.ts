/** Identifies the caller: an agent by its key, a person or app by an access token, or a person by the session's cookies. */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { refuseBadToken } from '@/lib/auth/access-token';
import { type Allowance, exchangeAgentKey } from '@/lib/auth/agent-token';
import { readClaims } from '@/lib/auth/claims';
import { isCrossSite } from '@/lib/http/same-origin';
import { limitKeyAttempts } from '@/lib/rate-limits/key-attempts';
import { createServerClient } from '@/lib/supabase/server';
import { createTokenClient } from '@/lib/supabase/token';

export interface Caller {
  /** Returns a client with the caller's identity. It uses the given fetch, if any. */
  connect(throughFetch?: typeof fetch): Promise<AgentExecutionClient>;
  /** The remaining requests of an agent key. */
  allowance?: Allowance;
  /** The agent key. */
  key?: string;
}

/** Returns the caller. Throws unauthenticated without credentials, forbidden for a page of another site, rate_limited for a key over its limit. */
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
  if (!(await readClaims(db))) throw errorOf('unauthenticated', 'You are not signed in.');
  return { connect: async (throughFetch) => (throughFetch ? createServerClient(throughFetch) : db) };
}

export interface Bearer {
  token: string;
  /** Returns whether a credential is an access token of the project. Otherwise it is an agent key. */
  isAccessToken: boolean;
}

/** Returns the credential of an Authorization header; throws unauthenticated if it is empty. */
export function readBearer(authorization: string): Bearer {
  const [, token] = /^Bearer\s+(\S+)$/i.exec(authorization) ?? [];
  if (!token) throw errorOf('unauthenticated', 'The Authorization header is not of the form Bearer ….');
  return { token, isAccessToken: token.split('.').length === 3 };
}

/** Returns the agent key of a request; undefined if it has another credential. */
export function agentKeyOf(headers: Headers): string | undefined {
  const authorization = headers.get('authorization');
  if (authorization === null) return undefined;
  const { token, isAccessToken } = readBearer(authorization);
  return isAccessToken ? undefined : token;
}

async function identifyBearer(headers: Headers, authorization: string): Promise<Caller> {
  const { token, isAccessToken } = readBearer(authorization);
  if (isAccessToken) await refuseBadToken(token);
  const { token: accessToken, allowance } = isAccessToken
    ? { token, allowance: undefined }
    : await limitKeyAttempts(headers, token, () => exchangeAgentKey(token));
  return {
    connect: async (throughFetch) => createTokenClient(accessToken, throughFetch),
    allowance,
    key: isAccessToken ? undefined : token,
  };
}

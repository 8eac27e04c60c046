/** Opens a link to a plan for a reader without a sign-in. */
import { callAsServer, createExchangeClient, signAgentToken } from '@/lib/auth/agent-token';
import { env } from '@/lib/env';
import { limitShareAttempts } from '@/lib/rate-limits/share-attempts';

/** As the database makes them: the id of the link and its secret. */
const TOKEN_SHAPE = /^[0-9a-f]{96}$/;

export interface OpenedShare {
  plan_id: string;
  expires_at: string;
  /** An access token that reads this plan and nothing else, for two minutes. */
  token: string;
}

/** Returns what a link opens; null if it is unknown, expired or revoked, or if too many such links came from the reader's address. */
export async function openShare(headers: Headers, token: string): Promise<OpenedShare | null> {
  if (!env().jwtSecret) return null;
  const opened = await limitShareAttempts(headers, token, async () =>
    TOKEN_SHAPE.test(token)
      ? callAsServer(await createExchangeClient(), 'agent_open_plan_share', { token })
      : null,
  );
  if (opened === null) return null;
  const { id, plan_id, user_id, expires_at } = opened;
  const reader = { key_id: id, user_id, name: 'shared link', scopes: ['read'], plan_id };
  return { plan_id, expires_at, token: await signAgentToken(reader) };
}

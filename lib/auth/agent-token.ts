/**
 * Exchanges an agent key for a token of its owner that is valid for two minutes. The token names the agent, its scopes and the one task or
 * plan of a restricted key, so that agents are under the same row level security as people. The key is looked up at every request, so
 * that revoking works at once. Every credential takes the same path - hashed in the database, then looked up by hash - so that the time
 * of a refusal reveals nothing about any key.
 */
import { SignJWT } from 'jose';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { createCall } from '@/lib/agent-execution/call';
import { env } from '@/lib/env';
import { KeyRefusal } from '@/lib/rate-limits/key-attempts';
import { createTokenClient } from '@/lib/supabase/token';

const KEY_SHAPE = /^aes_[0-9a-f]{64}$/;
const LIFETIME_SECONDS = 120;
/** A token is reused while it is valid for at least this long: requests wait for a person for up to 55 seconds. */
const MIN_REMAINING_MS = 65_000;
const CACHE_SIZE = 1000;

/** The remaining requests of a key. */
export interface Allowance {
  /** Requests a minute. */
  limit: number;
  remaining: number;
  /** Seconds until the next request is allowed; 0 if requests remain. */
  wait_seconds: number;
}

export interface ExchangedKey {
  token: string;
  allowance?: Allowance;
}

export interface ActiveKey {
  status: 'active';
  key_id: string;
  user_id: string;
  name: string;
  scopes: string[];
  /** At most one of the two. */
  task_id?: string;
  plan_id?: string;
  /** Absent if requests are not limited. */
  allowance?: Allowance;
}

/** The result of agent_identify_key. */
type KeyIdentity = ActiveKey | { status: 'unknown' | 'revoked' | 'expired' };

export interface KeyResults {
  agent_identify_key: KeyIdentity;
  agent_open_plan_share: { id: string; plan_id: string; user_id: string; expires_at: string } | null;
}

export const callAsServer = createCall<KeyResults>();

/** Recently signed tokens, by their claims. */
const signed = new Map<string, { token: string; staleAt: number }>();

/** Returns a token with these claims and the role authenticated, signed now or recently. */
async function signToken(claims: Record<string, unknown>): Promise<string> {
  const serialized = JSON.stringify(claims);
  const cached = signed.get(serialized);
  if (cached && cached.staleAt > Date.now()) return cached.token;
  const token = await new SignJWT({ role: 'authenticated', ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience('authenticated')
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`)
    .sign(new TextEncoder().encode(env().jwtSecret));
  if (signed.size >= CACHE_SIZE) signed.clear();
  signed.set(serialized, { token, staleAt: Date.now() + LIFETIME_SECONDS * 1000 - MIN_REMAINING_MS });
  return token;
}

/** The database identifies keys only for the server, which presents a token with this claim and without a person. */
const EXCHANGE_CLAIMS = { key_exchange: true };

/** Returns a client of the server itself, which names no person. The server must have a secret to sign with. */
export async function createExchangeClient(): Promise<AgentExecutionClient> {
  return createTokenClient(await signToken(EXCHANGE_CLAIMS));
}

/** Returns a token of an agent for work that its requests left to the server. */
export function signAgentToken(identity: Omit<ActiveKey, 'status' | 'allowance'>): Promise<string> {
  const { key_id, user_id, name, scopes, task_id, plan_id } = identity;
  // JSON omits undefined claims. A present claim restricts the token.
  return signToken({ sub: user_id, agent_name: name, agent_key_id: key_id, scopes, task_id, plan_id });
}

/** Returns a token of a person for work that their requests left to the server. */
export function signPersonToken(userId: string): Promise<string> {
  return signToken({ sub: userId });
}

/**
 * Returns the access token for an agent key, and its remaining allowance. Throws KeyRefusal for a malformed, unknown, expired or revoked
 * key, and rate_limited (details.retry_after in seconds) when the allowance is spent.
 */
export async function exchangeAgentKey(key: string, perMinute = env().rateLimit): Promise<ExchangedKey> {
  const { jwtSecret } = env();
  if (!jwtSecret) throw errorOf('unavailable', 'Agent keys are disabled. Set SUPABASE_JWT_SECRET.');
  const server = await createExchangeClient();
  const identity = await callAsServer(server, 'agent_identify_key', { key, per_minute: perMinute });
  if (identity.status === 'unknown') {
    const message = KEY_SHAPE.test(key) ? 'Unknown agent key.' : 'Malformed agent key.';
    throw new KeyRefusal('unknown', message);
  }
  if (identity.status !== 'active') {
    throw new KeyRefusal(identity.status, `This agent key is ${identity.status}.`);
  }
  const { status: _, allowance, ...claims } = identity;
  if (allowance && allowance.wait_seconds > 0) {
    throw errorOf('rate_limited', `This agent key may make ${allowance.limit} requests a minute.`, {
      retry_after: allowance.wait_seconds,
    });
  }
  return { token: await signAgentToken(claims), allowance };
}

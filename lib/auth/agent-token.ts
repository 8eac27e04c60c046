/**
 * An agent key is exchanged for a token of its owner that lives a minute and names the agent, its scopes and the one task or
 * plan that it is for, if it is: so agents are under the same row level security as people. The key is looked up at every
 * request, so revoking works at once. Whatever is presented goes the same way - hashed in the database, and the hash looked up -
 * so that how long a refusal takes says nothing about any key.
 */
import { SignJWT } from 'jose';
import { AgentExecutionError, errorOf, unwrap } from '@/lib/agent-execution/agent-execution.error';
import { env } from '@/lib/env';
import { createTokenClient } from '@/lib/supabase/token';

const KEY_SHAPE = /^aes_[0-9a-f]{64}$/;
const LIFETIME_SECONDS = 60;
/** A token is handed out again while it has at least so long to live. */
const SPARE_MILLISECONDS = 30_000;
const CACHE_SIZE = 1000;

/** What is left of the requests that a key may make. */
export interface Allowance {
  /** Requests a minute. */
  limit: number;
  remaining: number;
  /** Above 0 where there was none left: how long until there is one. */
  wait_seconds: number;
}

export interface ExchangedKey {
  token: string;
  allowance?: Allowance;
}

/** What agent_identify_key answers. */
type KeyIdentity =
  | {
      status: 'active';
      key_id: string;
      user_id: string;
      name: string;
      scopes: string[];
      /** At most one of the two. */
      task_id?: string;
      plan_id?: string;
      /** Absent where requests are not limited. */
      allowance?: Allowance;
    }
  | { status: 'unknown' | 'revoked' | 'expired' };

function refuse(reason: string): AgentExecutionError {
  // For whoever runs the server. Never the key: a mistyped one is nearly a key.
  console.warn(`An agent key was refused: ${reason}`);
  return new AgentExecutionError(
    'unauthenticated',
    reason,
    'Ask the owner for a working agent key and send it as Authorization: Bearer aes_….',
  );
}

/** Tokens that were signed lately, by what they say. */
const signed = new Map<string, { token: string; staleAt: number }>();

async function tokenOf(
  identity: Omit<KeyIdentity & { status: 'active' }, 'status' | 'allowance'>,
): Promise<string> {
  const says = JSON.stringify(identity);
  const known = signed.get(says);
  if (known && known.staleAt > Date.now()) return known.token;
  const { key_id, user_id, name, scopes, task_id, plan_id } = identity;
  // Absent ones are left out of the token: there a claim restricts by being there.
  const claims = { role: 'authenticated', agent_name: name, agent_key_id: key_id, scopes, task_id, plan_id };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(user_id)
    .setAudience('authenticated')
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`)
    .sign(new TextEncoder().encode(env().jwtSecret));
  if (signed.size >= CACHE_SIZE) signed.clear();
  signed.set(says, { token, staleAt: Date.now() + LIFETIME_SECONDS * 1000 - SPARE_MILLISECONDS });
  return token;
}

/**
 * The access token for an agent key, and what is left of its allowance. Throws unauthenticated for a garbled, unknown, expired or
 * revoked one, rate_limited (details.retry_after in seconds) when the allowance is spent.
 */
export async function exchangeAgentKey(key: string, perMinute = env().rateLimit): Promise<ExchangedKey> {
  const { jwtSecret } = env();
  if (!jwtSecret) throw errorOf('unavailable', 'Agent keys are off here: SUPABASE_JWT_SECRET is not set.');
  const answer = await createTokenClient(null).rpc('agent_identify_key', { key, per_minute: perMinute });
  const identity = unwrap(answer) as unknown as KeyIdentity; // the function builds exactly this
  if (identity.status === 'unknown') {
    throw refuse(KEY_SHAPE.test(key) ? 'No such agent key.' : 'That is not an agent key.');
  }
  if (identity.status !== 'active') throw refuse(`This agent key is ${identity.status}.`);
  const { status: _, allowance, ...says } = identity;
  if (allowance && allowance.wait_seconds > 0) {
    throw errorOf('rate_limited', `This agent key may make ${allowance.limit} requests a minute.`, {
      retry_after: allowance.wait_seconds,
    });
  }
  return { token: await tokenOf(says), allowance };
}

/**
 * An agent key is exchanged for a token of its owner that lives a minute and names the agent and its scopes: so agents
 * are under the same row level security as people. The key is looked up at every request, so revoking works at once.
 */
import { SignJWT } from 'jose';
import { AgentExecutionError, errorOf, unwrap } from '@/lib/agent-execution/agent-execution.error';
import { env } from '@/lib/env';
import { createAnonymousClient } from '@/lib/supabase/token';

const KEY_SHAPE = /^aes_[0-9a-f]{64}$/;
const LIFETIME_SECONDS = 60;

/** What agent_identify_key answers. */
type KeyIdentity =
  | { status: 'active'; key_id: string; user_id: string; name: string; scopes: string[] }
  | { status: 'unknown' | 'revoked' | 'expired' };

function refuse(reason: string): AgentExecutionError {
  return new AgentExecutionError(
    'unauthenticated',
    reason,
    'Ask the owner for a working agent key and send it as Authorization: Bearer aes_….',
  );
}

/** The access token for an agent key; throws unauthenticated for a garbled, unknown, expired or revoked one. */
export async function exchangeAgentKey(key: string): Promise<string> {
  const { jwtSecret } = env();
  if (!jwtSecret) throw errorOf('unavailable', 'Agent keys are off here: SUPABASE_JWT_SECRET is not set.');
  if (!KEY_SHAPE.test(key)) throw refuse('That is not an agent key.');
  const answer = await createAnonymousClient().rpc('agent_identify_key', { key });
  const identity = unwrap(answer) as unknown as KeyIdentity; // the function builds exactly this
  if (identity.status === 'unknown') throw refuse('No such agent key.');
  if (identity.status !== 'active') throw refuse(`This agent key is ${identity.status}.`);
  const { key_id, user_id, name, scopes } = identity;
  return new SignJWT({ role: 'authenticated', agent_name: name, agent_key_id: key_id, scopes })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(user_id)
    .setAudience('authenticated')
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`)
    .sign(new TextEncoder().encode(jwtSecret));
}

/** Verifies access tokens before the server reads a body or queries the database. */
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import { env } from '@/lib/env';
import { isSessionLive } from '@/lib/supabase/session-check';
import { claimedKey } from '@/lib/supabase/signing-key';

/** Throws unauthenticated for a token whose session has ended. */
export async function refuseEndedSession(token: string): Promise<void> {
  if (await isSessionLive(token)) return;
  throw errorOf('unauthenticated', 'The session of this access token has ended.');
}

const UNREACHABLE = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

let cached: { url: string; keys: ReturnType<typeof createRemoteJWKSet> } | undefined;

/** Returns the public keys of the hosted Supabase project. They are fetched when first needed, and again for an unknown key. */
function publicKeys() {
  const { supabaseUrl: url, publishableKey: apikey } = env();
  if (cached?.url !== url) {
    const address = new URL(`${url}/auth/v1/.well-known/jwks.json`);
    cached = { url, keys: createRemoteJWKSet(address, { headers: { apikey } }) };
  }
  return cached.keys;
}

/** Throws if no public key verifies the token. While the keys cannot be fetched, only the database can verify it. */
async function verifyByPublicKey(token: string): Promise<void> {
  try {
    await jwtVerify(token, publicKeys());
  } catch (error) {
    if (error instanceof errors.JOSEError && !UNREACHABLE.includes(error.code)) throw error;
  }
}

/** Throws for a forged or expired token. If the secret is unknown, the database verifies the token with the first statement. */
async function verify(token: string): Promise<void> {
  const { isEmbedded, jwtSecret } = env();
  const key = claimedKey(token, isEmbedded);
  if (key === null) throw new Error('No key of the project signs with this algorithm.');
  if (key === 'key pair') return verifyByPublicKey(token);
  if (jwtSecret) await jwtVerify(token, new TextEncoder().encode(jwtSecret), { algorithms: ['HS256'] });
}

/** Throws unauthenticated for a token that is forged or expired, or whose session has ended. */
export async function refuseBadToken(token: string): Promise<void> {
  try {
    await verify(token);
  } catch {
    throw errorOf('unauthenticated', 'The access token is not valid, or it has expired.');
  }
  await refuseEndedSession(token);
}

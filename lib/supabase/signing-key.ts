/** The kinds of keys that sign access tokens. */
import { decodeProtectedHeader } from 'jose';

/** `secret`: the project's JWT secret. `key pair`: a signing key of a hosted Supabase project. */
type SigningKey = 'secret' | 'key pair';

const KEY_PAIR = /^(?:(?:ES|PS|RS)(?:256|384|512)|EdDSA|Ed25519)$/;

/**
 * Returns the kind of key that a token claims to be signed with; null if no key of the project signs so, as with `none`. It does not
 * verify the signature. Throws for text that is not a token.
 */
export function claimedKey(token: string, isEmbedded: boolean): SigningKey | null {
  const { alg = '' } = decodeProtectedHeader(token);
  if (alg === 'HS256') return 'secret';
  return !isEmbedded && KEY_PAIR.test(alg) ? 'key pair' : null;
}

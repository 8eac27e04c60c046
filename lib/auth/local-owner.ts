/** Decides who may "Continue as local owner": only the person at this machine. */
import { env } from '@/lib/env';
import { type Connection, isLoopbackName, readConnection } from '@/lib/http/connection';
import { isCrossSite, isReferredFromElsewhere, isSameOrigin } from '@/lib/http/same-origin';
import { isLocalProof, localProofOrigin } from './local-proof';

function isFromThisMachine({ proxy, isLoopbackPeer, host }: Connection): boolean {
  const { isLoopback, isLocalOwnerBehindProxy } = env();
  if (proxy === 'trusted') return isLocalOwnerBehindProxy;
  const isDirect = proxy === 'direct' && isLoopbackPeer && isLoopbackName(host);
  return isDirect && isLoopback && localProofOrigin() !== null;
}

/**
 * Returns whether the login page offers it. The backend must be embedded, the server and the Host loopback, and the peer this machine.
 * There must be no sign of a proxy or of another site's page. Behind a proxy of AES_TRUSTED_PROXIES, the setting
 * AES_LOCAL_OWNER_BEHIND_PROXY alone decides.
 */
export function isLocalOwnerOffered(headers: Headers): boolean {
  const { isEmbedded, localOwner } = env();
  const connection = readConnection(headers);
  if (!isEmbedded || !localOwner || !connection) return false;
  return isFromThisMachine(connection) && !isCrossSite(headers) && !isReferredFromElsewhere(headers);
}

/**
 * Returns whether a POST may sign in as the local owner. The sign-in must be offered, and a page of this site must have sent the POST,
 * with the proof that the browser runs on this machine. A caller through a trusted proxy needs no proof.
 */
export function isLocalOwnerAllowed(headers: Headers, proof: unknown): boolean {
  const connection = readConnection(headers);
  if (connection === null || !isLocalOwnerOffered(headers) || !isSameOrigin(headers, connection))
    return false;
  return connection.proxy === 'trusted' || isLocalProof(proof);
}

/** Returns the origin at which the page gets the proof; null if it needs none. */
export function requiredProofOrigin(headers: Headers): string | null {
  return readConnection(headers)?.proxy === 'trusted' ? null : localProofOrigin();
}

/** Returns whether this is the account created at the first start, whose password the server stores. */
export function isLocalOwner(email: string | null): boolean {
  return email !== null && env().localOwner?.email === email;
}

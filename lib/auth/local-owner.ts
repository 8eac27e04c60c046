/** "Continue as local owner" is for the person at this machine and nobody who reaches it by other ways. */
import { env } from '@/lib/env';
import { isCrossSite, isForwarded, namesLoopback } from './same-origin';

/**
 * Offered only when the backend is embedded, the server listens on loopback, and the request names a loopback host and
 * comes from no other site: a page elsewhere can reach neither by DNS rebinding nor by a cross-site form.
 */
export function isLocalOwnerOffered(headers: Headers): boolean {
  const { isEmbedded, isLoopback, localOwner } = env();
  return (
    Boolean(isEmbedded && isLoopback && localOwner) &&
    namesLoopback(headers) &&
    !isForwarded(headers) &&
    !isCrossSite(headers)
  );
}

/** Whether this is the account made at first start, whose password the server itself keeps. */
export function isLocalOwner(email: string | null): boolean {
  return email !== null && env().localOwner?.email === email;
}

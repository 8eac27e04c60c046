/** Checks whether a page of this site sent a request, as browsers report it by Origin and Sec-Fetch-Site. */
import { type Connection, isLoopbackName, readConnection } from './connection';

function hostOf(headers: Headers): string | null {
  return readConnection(headers)?.host ?? headers.get('host');
}

/** Returns whether another site's page sent the request; false for a program, which sends neither header. */
export function isCrossSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  return origin !== null && URL.parse(origin)?.host !== hostOf(headers);
}

/** Returns whether the request names its origin and it is this site's. A request without Origin is refused. */
export function isSameOrigin(headers: Headers, { protocol, host }: Connection): boolean {
  return headers.get('origin') === `${protocol}://${host}` && !isCrossSite(headers);
}

/** Returns whether a page with another origin sent the request, even if the browser reports it as same-site. */
export function isForeign(headers: Headers): boolean {
  const origin = headers.get('origin');
  return isCrossSite(headers) || (origin !== null && URL.parse(origin)?.host !== hostOf(headers));
}

/** Returns whether the Referer names another site; false without a Referer. */
export function isReferredFromElsewhere(headers: Headers): boolean {
  const referer = headers.get('referer');
  return referer !== null && URL.parse(referer)?.host !== hostOf(headers);
}

/** Returns whether the client requested an address of this machine. */
export function namesLoopback(headers: Headers): boolean {
  return isLoopbackName(headers.get('host') ?? '');
}

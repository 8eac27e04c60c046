/**
 * Runs before every page: refreshes the session, sets a content security policy with a new nonce, and redirects to the login page
 * without a session. Returns the unavailable page while the database does not respond. It does not run for the API.
 */
import { type NextRequest, NextResponse } from 'next/server';
import { localProofOrigin } from '@/lib/auth/local-proof';
import { loginPath } from '@/lib/auth/next-path';
import { refreshSession } from '@/lib/auth/refresh-session';
import { isReady } from '@/lib/health';
import { contentSecurityPolicy } from '@/lib/http/content-security-policy';
import { isForeign } from '@/lib/http/same-origin';
import { shareWaitSeconds } from '@/lib/rate-limits/share-attempts';
import { unavailablePage } from '@/lib/unavailable-page';

/** The pages that need no session. */
const publicPages = ['/login', '/docs'];
/** The page of a plan that its owner shares by a link. The link is the proof of its reader. */
const SHARED = '/shared/';
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const CROSS_ORIGIN_REFUSAL =
  'Cross-origin requests are refused. If this server is behind a reverse proxy, add the proxy to AES_TRUSTED_PROXIES.';

const refuse = (status: number, message: string) =>
  new NextResponse(message, { status, headers: { 'Content-Type': 'text/plain' } });

const isPublic = (pathname: string) => publicPages.includes(pathname) || pathname.startsWith(SHARED);

/** Returns the refusal of a reader who has opened too many links that do not exist, if this link is one of them. */
async function refuseGuess({ headers, nextUrl: { pathname } }: NextRequest): Promise<Response | null> {
  if (!pathname.startsWith(SHARED)) return null;
  const seconds = await shareWaitSeconds(headers, pathname.slice(SHARED.length));
  if (seconds === 0) return null;
  const response = refuse(429, 'Too many links that do not exist were opened from this address.');
  response.headers.set('Retry-After', String(seconds));
  return response;
}

/** Returns whether the body is a malformed form, which Next would answer with 500. */
async function isBrokenForm(request: NextRequest): Promise<boolean> {
  if (!request.headers.get('content-type')?.includes('multipart/form-data')) return false;
  return request.formData().then(
    () => false,
    () => true,
  );
}

export async function proxy(request: NextRequest): Promise<Response> {
  if (!SAFE_METHODS.includes(request.method)) {
    if (isForeign(request.headers)) return refuse(403, CROSS_ORIGIN_REFUSAL);
    if (await isBrokenForm(request)) return refuse(400, 'The form cannot be read.');
  }
  const policy = contentSecurityPolicy(
    btoa(crypto.randomUUID()),
    process.env.NODE_ENV === 'development',
    request.nextUrl.pathname === '/login' ? localProofOrigin() : null,
  );
  const refusal = await refuseGuess(request);
  if (refusal) return refusal;
  // Comes before the session check: while the database is away, no session can be refreshed, so each would seem to have ended.
  if (SAFE_METHODS.includes(request.method) && !(await isReady())) return unavailablePage(policy);
  const requestHeaders = new Headers(request.headers);
  // Next reads the nonce here and sets it on its own scripts.
  requestHeaders.set('Content-Security-Policy', policy);

  const { response, isSignedIn } = await refreshSession(request, requestHeaders);
  const { pathname, search } = request.nextUrl;
  // A server action checks the session itself, because its caller would receive the page that a redirect leads to.
  const isAction = request.headers.has('next-action');
  if (!isSignedIn && !isPublic(pathname) && !isAction) {
    return NextResponse.redirect(new URL(loginPath(pathname + search), request.url));
  }
  response.headers.set('Content-Security-Policy', policy);
  if (process.env.AES_BUILD_ID) response.headers.set('X-Build', process.env.AES_BUILD_ID);
  return response;
}

export const config = {
  matcher: [
    '/((?!api/|\\.well-known/|register$|rest/|auth/|otlp/|v1/|docs/|_next/static|_next/image|icon.svg|favicon.ico|notifications-worker.js).*)',
  ],
};

/**
 * Before every page: a fresh session, a content security policy with a nonce of its own, and the way to the login page
 * for whoever is not signed in. The API has its own answer for them and is left out.
 */
import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy } from '@/lib/auth/content-security-policy';
import { loginPath } from '@/lib/auth/next-path';
import { refreshSession } from '@/lib/supabase/proxy';

/** Whoever is not signed in sees these as well: the way in, and what the API is. */
const openPages = ['/login', '/docs'];

export async function proxy(request: NextRequest): Promise<NextResponse> {
  const policy = contentSecurityPolicy(btoa(crypto.randomUUID()), process.env.NODE_ENV === 'development');
  const requestHeaders = new Headers(request.headers);
  // Next reads the nonce from here and puts it on its own scripts.
  requestHeaders.set('Content-Security-Policy', policy);

  const { response, isSignedIn } = await refreshSession(request, requestHeaders);
  const { pathname, search } = request.nextUrl;
  // A server action answers for itself: a redirect would come back to its caller as a page.
  const isAction = request.headers.has('next-action');
  if (!isSignedIn && !openPages.includes(pathname) && !isAction) {
    return NextResponse.redirect(new URL(loginPath(pathname + search), request.url));
  }
  response.headers.set('Content-Security-Policy', policy);
  return response;
}

export const config = {
  matcher: ['/((?!api/|rest/|auth/|docs/|_next/static|_next/image|icon.svg|favicon.ico).*)'],
};

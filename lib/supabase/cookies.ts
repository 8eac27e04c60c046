/** The session's cookies: hidden from scripts, not sent from other sites, and only over https if the app is reached over https. */
import type { CookieOptionsWithName } from '@supabase/ssr';
import { env } from '@/lib/env';
import { readConnection } from '@/lib/http/connection';
import { SESSION_COOKIE } from './session-cookie';

/** The options that do not depend on the protocol. */
export const sessionCookie = { name: SESSION_COOKIE, httpOnly: true, sameSite: 'lax', path: '/' } as const;

/** Returns whether the app is reached over https. Under another server only AES_ORIGIN shows the protocol. */
function isHttps(headers: Headers): boolean {
  const connection = readConnection(headers);
  return connection ? connection.protocol === 'https' : env().origin?.startsWith('https:') === true;
}

export function cookieOptions(headers: Headers): CookieOptionsWithName {
  return { ...sessionCookie, secure: isHttps(headers) };
}

/** The session's cookies: unreadable to scripts, not sent from other sites, and only over https where the app is reached so. */
import type { CookieOptionsWithName } from '@supabase/ssr';

export function cookieOptions(headers: Headers): CookieOptionsWithName {
  const protocol = headers.get('x-forwarded-proto')?.split(',')[0]?.trim();
  return { name: 'aes-session', httpOnly: true, sameSite: 'lax', secure: protocol === 'https', path: '/' };
}

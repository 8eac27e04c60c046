/** The session's cookies: unreadable to scripts, not sent from other sites. */
import type { CookieOptionsWithName } from '@supabase/ssr';
import { env } from '@/lib/env';

export function cookieOptions(): CookieOptionsWithName {
  // Embedded, the app is reached over plain http on loopback; elsewhere it stands behind https.
  return { name: 'aes-session', httpOnly: true, sameSite: 'lax', secure: !env().isEmbedded, path: '/' };
}

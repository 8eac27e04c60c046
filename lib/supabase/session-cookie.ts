/** Verifies the session in a request's Cookie header, without the database and without a cookie store. */
import { combineChunks, parseCookieHeader, stringFromBase64URL } from '@supabase/ssr';
import { compactVerify } from 'jose';
import { claimedKey } from './signing-key.ts';

export const SESSION_COOKIE = 'aes-session';

export interface SessionSettings {
  /** The secret that signs sessions; without it a session's cookie is not verified here. */
  jwtSecret?: string;
  /** Whether the backend runs inside this server, which signs with the secret only. */
  isEmbedded: boolean;
}

const BASE64 = 'base64-';

async function readAccessToken(cookieHeader: string): Promise<string | null> {
  const cookies = parseCookieHeader(cookieHeader);
  const text = await combineChunks(SESSION_COOKIE, (name) => cookies.find((one) => one.name === name)?.value);
  if (!text) return null;
  const json = text.startsWith(BASE64) ? stringFromBase64URL(text.slice(BASE64.length)) : text;
  const { access_token } = JSON.parse(json) as { access_token?: unknown };
  return typeof access_token === 'string' ? access_token : null;
}

/**
 * Returns whether this project signed the session's token. An expired one counts, because the handler may refresh it. Without
 * a secret, or where a key pair signs tokens, only the handler can verify it, so a token of such an algorithm counts.
 */
export async function hasGenuineSession(
  cookieHeader: string,
  { jwtSecret, isEmbedded }: SessionSettings,
): Promise<boolean> {
  try {
    const token = await readAccessToken(cookieHeader);
    const key = token === null ? null : claimedKey(token, isEmbedded);
    if (token === null || key === null) return false;
    if (jwtSecret === undefined || key === 'key pair') return true;
    await compactVerify(token, new TextEncoder().encode(jwtSecret), { algorithms: ['HS256'] });
    return true;
  } catch {
    return false;
  }
}

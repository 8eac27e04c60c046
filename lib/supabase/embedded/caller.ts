/** Identifies the caller from the `apikey` and the token: the role to assume and the claims that policies read. */
import { decodeJwt, jwtVerify } from 'jose';

export interface Caller {
  role: string;
  /** The payload of the token as JSON. */
  claims: string;
}

interface Keys {
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
}

const roles = ['anon', 'authenticated', 'service_role'];
const CACHE_SIZE = 1000;
/** Longer headers are not tokens of this app. */
const MAX_CACHED_CHARS = 4096;

/** Returns the role of a token if it is not a role of the API. It does not verify the token. */
export function foreignRole(headers: Headers): string | null {
  const token = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? '';
  try {
    const { role } = decodeJwt(token);
    return typeof role === 'string' && !roles.includes(role) ? role : null;
  } catch {
    return null;
  }
}

/** The session ids of each Authorization header that was read, because an agent sends the same one for minutes. */
const namedSessions = new Map<string, string[]>();

function readSessionIds(authorization: string): string[] {
  return [...authorization.matchAll(/[\w-]+\.([\w-]+)\./g)].flatMap(([, payload = '']) => {
    try {
      const { session_id } = JSON.parse(Buffer.from(payload, 'base64url').toString());
      return typeof session_id === 'string' ? [session_id] : [];
    } catch {
      return [];
    }
  });
}

/**
 * Returns the sessions that tokens in the Authorization header name, in any form of the header and with any apikey,
 * because lite accepts more forms than the reader below. Does not verify the tokens.
 */
export function sessionIdsOf(headers: Headers): string[] {
  const authorization = headers.get('authorization') ?? '';
  const known = namedSessions.get(authorization);
  if (known) return known;
  const ids = readSessionIds(authorization);
  if (namedSessions.size >= CACHE_SIZE) namedSessions.clear();
  if (authorization.length <= MAX_CACHED_CHARS) namedSessions.set(authorization, ids);
  return ids;
}

/** Creates a reader of callers. It returns null for a missing or wrong key and for an invalid or expired token. */
export function createCallerReader(keys: Keys): (headers: Headers) => Promise<Caller | null> {
  const secret = new TextEncoder().encode(keys.jwtSecret);
  const keyHolders = new Map<string, Caller>([
    [keys.publishableKey, { role: 'anon', claims: '{"role":"anon"}' }],
    [keys.secretKey, { role: 'service_role', claims: '{"role":"service_role"}' }],
  ]);
  /** Verified tokens. An agent sends the same token for minutes, so its signature is verified once. */
  const verified = new Map<string, { caller: Caller; expiresAt: number }>();

  async function verify(token: string): Promise<Caller | null> {
    const cached = verified.get(token);
    if (cached && cached.expiresAt > Date.now()) return cached.caller;
    const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'] });
    if (typeof payload.role !== 'string' || !roles.includes(payload.role)) return null;
    const caller = { role: payload.role, claims: JSON.stringify(payload) };
    if (verified.size >= CACHE_SIZE) verified.clear();
    if (payload.exp) verified.set(token, { caller, expiresAt: payload.exp * 1000 });
    return caller;
  }

  return async (headers) => {
    const apikey = headers.get('apikey') ?? '';
    const holder = keyHolders.get(apikey);
    if (!holder) return null;
    // A secret key belongs on servers; lite answers a browser that sends one.
    if (holder.role === 'service_role' && /^Mozilla\//.test(headers.get('user-agent') ?? '')) return null;
    const token = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
    if (!token || token === apikey) return holder;
    return verify(token).catch(() => null);
  };
}

/** Who sends a request, from its `apikey` and its token: the role to take on and the claims that policies read. */
import { decodeJwt, jwtVerify } from 'jose';

export interface Caller {
  role: string;
  /** The token's payload as JSON. */
  claims: string;
}

interface Keys {
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
}

const roles = ['anon', 'authenticated', 'service_role'];
const cacheSize = 1000;

/** The role a token asks for when it is none of the API's; whether the token is genuine is for others to say. */
export function foreignRole(headers: Headers): string | null {
  const token = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? '';
  try {
    const { role } = decodeJwt(token);
    return typeof role === 'string' && !roles.includes(role) ? role : null;
  } catch {
    return null;
  }
}

/** Returns a reader that gives null for whatever it cannot vouch for: a missing or wrong key, a bad or expired token. */
export function createCallerReader(keys: Keys): (headers: Headers) => Promise<Caller | null> {
  const secret = new TextEncoder().encode(keys.jwtSecret);
  const keyHolders = new Map<string, Caller>([
    [keys.publishableKey, { role: 'anon', claims: '{"role":"anon"}' }],
    [keys.secretKey, { role: 'service_role', claims: '{"role":"service_role"}' }],
  ]);
  /** An agent sends the same token for minutes; its signature need not be computed at every call. */
  const verified = new Map<string, { caller: Caller; expiresAt: number }>();

  async function verify(token: string): Promise<Caller | null> {
    const known = verified.get(token);
    if (known && known.expiresAt > Date.now()) return known.caller;
    const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'] });
    if (typeof payload.role !== 'string' || !roles.includes(payload.role)) return null;
    const caller = { role: payload.role, claims: JSON.stringify(payload) };
    if (verified.size >= cacheSize) verified.clear();
    if (payload.exp) verified.set(token, { caller, expiresAt: payload.exp * 1000 });
    return caller;
  }

  return async (headers) => {
    const apikey = headers.get('apikey') ?? '';
    const holder = keyHolders.get(apikey);
    if (!holder) return null;
    // A secret key belongs on servers; lite has the answer for a browser that sends it.
    if (holder.role === 'service_role' && /^Mozilla\//.test(headers.get('user-agent') ?? '')) return null;
    const token = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
    if (!token || token === apikey) return holder;
    return verify(token).catch(() => null);
  };
}

/**
 * The embedded Supabase API inside this process: `/rest/v1` and `/auth/v1` from Request to Response, for supabase-js's
 * `global.fetch` and for the route handlers that show the same paths to the outside.
 */
import { type AppEnv, env } from '../../env.ts';
import { foreignRole } from './caller.ts';
import { forbiddenRole } from './database-errors.ts';
import { createLite } from './lite.ts';
import { createRpcLane } from './rpc.ts';

export interface EmbeddedApi {
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

type EmbeddedEnv = Pick<AppEnv, 'supabaseUrl' | 'publishableKey' | 'secretKey' | 'jwtSecret' | 'databaseUrl'>;

/** An API on one database; tests make their own, the app takes `embeddedFetch`. */
export function createEmbeddedApi(options: EmbeddedEnv): EmbeddedApi {
  const { databaseUrl, jwtSecret, secretKey, publishableKey, supabaseUrl } = options;
  if (!databaseUrl || !jwtSecret || !secretKey) {
    throw new Error('The embedded API needs DATABASE_URL, SUPABASE_JWT_SECRET and SUPABASE_SECRET_KEY.');
  }
  const keys = { databaseUrl, jwtSecret, publishableKey, secretKey };
  const lite = createLite({ ...keys, siteUrl: supabaseUrl });
  const rpc = createRpcLane(keys);
  return {
    fetch: async (request) => {
      const role = foreignRole(request.headers);
      // Lite, which is the database's owner, would take on any role that a token names.
      if (role) return forbiddenRole(role);
      return (await rpc.tryAnswer(request)) ?? lite.fetch(request);
    },
    close: async () => {
      await Promise.all([lite.close(), rpc.close()]);
    },
  };
}

declare global {
  // Next bundles this module several times; they all share the pool of one process.
  var embeddedApis: Map<string, EmbeddedApi> | undefined;
}

/** Answers a request to `/rest/v1` or `/auth/v1` in this process, on the database of the environment; has fetch's signature. */
export async function embeddedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const current = env();
  globalThis.embeddedApis ??= new Map();
  const key = current.databaseUrl ?? '';
  let api = globalThis.embeddedApis.get(key);
  if (!api) {
    api = createEmbeddedApi(current);
    globalThis.embeddedApis.set(key, api);
  }
  return api.fetch(input instanceof Request && !init ? input : new Request(input, init));
}

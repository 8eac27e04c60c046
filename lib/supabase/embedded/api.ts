/**
 * The embedded Supabase API inside this process: `/rest/v1` and `/auth/v1` from Request to Response, for supabase-js's
 * `global.fetch` and for the route handlers that show the same paths to the outside.
 */
import { type AppEnv, env } from '../../env.ts';
import { foreignRole } from './caller.ts';
import { forbiddenRole } from './database-errors.ts';
import { createLite } from './lite.ts';
import { createRpcLane, plainFunctionName, type RpcCall } from './rpc.ts';

export interface EmbeddedApi {
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

type EmbeddedEnv = Pick<AppEnv, 'supabaseUrl' | 'publishableKey' | 'secretKey' | 'jwtSecret' | 'databaseUrl'>;

/** supabase-js calls with a string and an init; a Request, which costs as much as the call itself, need not be made of them. */
async function readRpcCall(input: RequestInfo | URL, init?: RequestInit): Promise<RpcCall | null> {
  const isRequest = input instanceof Request && !init;
  const headers = isRequest ? input.headers : new Headers(init?.headers);
  const method = isRequest ? input.method : (init?.method ?? 'GET');
  const name = plainFunctionName(method, isRequest ? input.url : String(input), headers);
  if (!name) return null;
  if (isRequest) return { name, headers, body: await input.text() };
  return typeof init?.body === 'string' ? { name, headers, body: init.body } : null;
}

/** The request as lite takes it: the same one where it is whole, else one of the same parts. */
function toRequest(input: RequestInfo | URL, init: RequestInit | undefined, call: RpcCall | null): Request {
  if (!(input instanceof Request) || init) return new Request(input, init);
  // The body of a Request that was looked at has been read.
  return call
    ? new Request(input.url, { method: input.method, headers: call.headers, body: call.body })
    : input;
}

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
    fetch: async (input, init) => {
      const call = await readRpcCall(input, init);
      const answer = call && (await rpc.tryAnswer(call));
      if (answer) return answer;
      const request = toRequest(input, init, call);
      const role = foreignRole(request.headers);
      // Lite, which is the database's owner, would take on any role that a token names.
      return role ? forbiddenRole(role) : lite.fetch(request);
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
  return api.fetch(input, init);
}

/** Reads the call of a database function from a request to `/rest/v1/rpc/<function>`. */

/** The facts of a request that rpc.ts needs. Its caller may have no Request. */
export interface RpcCall {
  name: string;
  headers: Headers;
  body: string;
  /** Aborts when the caller no longer waits for the response. */
  signal?: AbortSignal;
}

const path = /^https?:\/\/[^/]+\/rest\/v1\/rpc\/([^/?#]+)$/;

/** Returns the function that a plain request calls, otherwise null. */
function plainFunctionName(method: string, url: string, headers: Headers): string | null {
  const name = method === 'POST' ? path.exec(url)?.[1] : undefined;
  const isPlain =
    !headers.has('prefer') &&
    (headers.get('content-profile') ?? 'public') === 'public' &&
    (headers.get('content-type') ?? '').startsWith('application/json') &&
    /^(\*\/\*|application\/json)/.test(headers.get('accept') ?? '*/*');
  return name && isPlain ? decoded(name) : null;
}

/** Returns the decoded name; null for an invalid escape, which lite answers. */
function decoded(name: string): string | null {
  try {
    return decodeURIComponent(name);
  } catch {
    return null;
  }
}

/** supabase-js passes a string and an init. Building a Request from them costs as much as the call itself. */
export async function readRpcCall(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  signal: AbortSignal | undefined,
): Promise<RpcCall | null> {
  const isRequest = input instanceof Request && !init;
  const headers = isRequest ? input.headers : new Headers(init?.headers);
  const method = isRequest ? input.method : (init?.method ?? 'GET');
  const name = plainFunctionName(method, isRequest ? input.url : String(input), headers);
  if (!name) return null;
  if (isRequest) return { name, headers, body: await input.text(), signal };
  return typeof init?.body === 'string' ? { name, headers, body: init.body, signal } : null;
}

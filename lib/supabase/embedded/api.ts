/**
 * The embedded Supabase API in this process: `/rest/v1` and `/auth/v1` from Request to Response. supabase-js uses it as
 * `global.fetch`; route handlers expose the same paths to the network.
 */
import { rewriteJson } from '../../agent-execution/exact-json.ts';
import { type AppEnv, env } from '../../env.ts';
import { createLiveSessions, type LiveSessions } from '../live-sessions.ts';
import { type AccountsOptions, answerAccounts } from './accounts.ts';
import { isDataAddress } from './auth-operations.ts';
import { foreignRole, sessionIdsOf } from './caller.ts';
import { endedSession, errorResponse, forbiddenRole } from './database-errors.ts';
import { refuseInheritedNames } from './inherited-names.ts';
import { STATEMENT_TIMEOUT_MS } from './limits.ts';
import { createLite } from './lite.ts';
import { refuseNesting } from './query-nesting.ts';
import { createRpcLane, type RpcAnswer, respond } from './rpc.ts';
import { type RpcCall, readRpcCall } from './rpc-request.ts';
import { refuseValues, storableBody } from './unstorable.ts';

/** Rewrites JSON text, as `markOwnNumbers` does. */
export type RewriteJson = (json: string) => string;

export interface EmbeddedApi {
  /** Answers a request and applies `rewrite` to the JSON of data. */
  fetch(input: RequestInfo | URL, init?: RequestInit, rewrite?: RewriteJson): Promise<Response>;
  /** Calls a function without a Request and a Response. */
  rpc(call: RpcCall): Promise<RpcAnswer>;
  /** The sessions of people with accounts in this database. */
  sessions: LiveSessions;
  close(): Promise<void>;
}

type EmbeddedEnv = Pick<
  AppEnv,
  'supabaseUrl' | 'publishableKey' | 'secretKey' | 'jwtSecret' | 'databaseUrl' | 'isSignUpOpen'
>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Returns the request for lite: the same Request if it is unread, else a copy. */
function toRequest(input: RequestInfo | URL, init: RequestInit | undefined, call: RpcCall | null): Request {
  if (!(input instanceof Request) || init) return new Request(input, init);
  // The body of an inspected Request has been read.
  return call
    ? new Request(input.url, { method: input.method, headers: call.headers, body: call.body })
    : input;
}

/**
 * Returns the request with its error texts cleaned and truncated. Returns a refusal if the database cannot store
 * another value: lite would store U+FFFD for half a surrogate pair, and fail on JSON too deep for its stringify.
 */
async function storableRequest(request: Request): Promise<Request | Response> {
  const isJson = request.body && (request.headers.get('content-type') ?? '').startsWith('application/json');
  if (!isJson) return request;
  const sent = await request.clone().text();
  const body = storableBody(sent);
  if (body instanceof Response) return body;
  if (body === sent) return request;
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  return new Request(request, { headers, body });
}

/** Creates the API of one database. Tests create their own; the app uses `embeddedFetch`. */
export function createEmbeddedApi(options: EmbeddedEnv): EmbeddedApi {
  const { databaseUrl, jwtSecret, secretKey, publishableKey, supabaseUrl } = options;
  if (!databaseUrl || !jwtSecret || !secretKey) {
    throw new Error('The embedded API needs DATABASE_URL, SUPABASE_JWT_SECRET and SUPABASE_SECRET_KEY.');
  }
  const keys = { databaseUrl, jwtSecret, publishableKey, secretKey };
  const lite = createLite({ ...keys, siteUrl: supabaseUrl, statementTimeoutMs: STATEMENT_TIMEOUT_MS });
  const rpc = createRpcLane(keys);
  const sessions = createLiveSessions(async (id) => {
    if (!UUID.test(id)) return false;
    const rows = await lite.use((sql) => sql`select from auth.sessions where id = ${id}`);
    return rows.length > 0;
  });
  const accounts: AccountsOptions = { lite, sessions, isSignUpOpen: options.isSignUpOpen };

  /** A token is valid for an hour, but its session may end earlier. */
  async function refuseEnded(headers: Headers): Promise<Response | null> {
    try {
      const named = sessionIdsOf(headers).map((id) => sessions.isLive(id, ''));
      return (await Promise.all(named)).every(Boolean) ? null : endedSession();
    } catch (error) {
      return errorResponse(error, false);
    }
  }

  async function callFunction(call: RpcCall): Promise<RpcAnswer> {
    return (await refuseEnded(call.headers)) ?? refuseValues(call.body) ?? rpc.answer(call);
  }

  return {
    sessions,
    rpc: callFunction,
    fetch: async (input, init, rewrite) => {
      const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
      const call = await readRpcCall(input, init, signal);
      const answer = call && (await callFunction(call));
      if (typeof answer === 'string') return respond(rewrite ? rewrite(answer) : answer);
      if (answer) return answer;
      const request = toRequest(input, init, call);
      const role = foreignRole(request.headers);
      // Lite runs as the database's owner and would assume any role that a token names.
      if (role) return forbiddenRole(role);
      const url = new URL(request.url);
      if (!isDataAddress(url)) return answerAccounts(accounts, request);
      const refusal = (await refuseEnded(request.headers)) ?? refuseNesting(url) ?? refuseInheritedNames(url);
      if (refusal) return refusal;
      const storable = await storableRequest(request);
      if (storable instanceof Response) return storable;
      const response = await lite.fetch(storable, signal);
      return rewrite ? rewriteJson(response, rewrite) : response;
    },
    close: async () => {
      await Promise.all([lite.close(), rpc.close()]);
    },
  };
}

declare global {
  // Next bundles this module several times; all copies share the pool of the process.
  var embeddedApis: Map<string, EmbeddedApi> | undefined;
}

function embeddedApi(): EmbeddedApi {
  const current = env();
  globalThis.embeddedApis ??= new Map();
  const key = current.databaseUrl ?? '';
  let api = globalThis.embeddedApis.get(key);
  if (!api) {
    api = createEmbeddedApi(current);
    globalThis.embeddedApis.set(key, api);
  }
  return api;
}

/**
 * Answers a request to `/rest/v1` or `/auth/v1` in this process, on the database of the environment. Has the signature
 * of fetch, and rewrites the JSON of data.
 */
export async function embeddedFetch(
  input: RequestInfo | URL,
  init?: RequestInit,
  rewrite?: RewriteJson,
): Promise<Response> {
  return embeddedApi().fetch(input, init, rewrite);
}

/** Calls a function in this process, on the database of the environment, without a Request and a Response. */
export async function embeddedRpc(call: RpcCall): Promise<RpcAnswer> {
  return embeddedApi().rpc(call);
}

/** Returns the sessions of people with accounts in the database of the environment. */
export function embeddedSessions(): LiveSessions {
  return embeddedApi().sessions;
}

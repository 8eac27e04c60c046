/**
 * `POST /rest/v1/rpc/<function>` in one round trip. Agents call a function per step. Lite spends several round trips
 * per call on session settings; one statement that sets the caller and calls is several times as fast (`npm run
 * bench`). Responses and errors are PostgREST's. Lite handles everything unusual: query filters, other media types, an
 * unusable token, an unknown function.
 */
import postgres from 'postgres';
import { isFields } from '../../agent-execution/is-fields.ts';
import { readableJson } from '../readable-json.ts';
import { type Caller, createCallerReader } from './caller.ts';
import { cancelOnAbort } from './cancel.ts';
import { errorResponse } from './database-errors.ts';
import { STATEMENT_TIMEOUT_MS } from './limits.ts';
import { type ClientOptions, createPool, USUAL_CONNECTIONS } from './pool.ts';
import { type Catalog, findFunction, readCatalog } from './rpc-catalog.ts';
import { callAsFunction, callerFunction, callStatement } from './rpc-statements.ts';
import { storableBody } from './unstorable.ts';

/** Returns the seconds until the next attempt to connect. The default of postgres.js grows to 20, and Postgres restarts sooner. */
const secondsToReconnect = (tries: number): number => Math.min(0.05 * 2 ** tries, 0.5);

/**
 * SQLSTATEs for JSON with NUL, for half a surrogate pair, and for JSON that exhausts the stack. Postgres names no field
 * in these errors.
 */
const unreadableJson = new Set(['22P02', '22P05', '54001']);

export interface RpcOptions {
  databaseUrl: string;
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
}

/** The facts of a request that this file needs. The caller extracts them, because it may have no Request. */
export interface RpcCall {
  name: string;
  headers: Headers;
  body: string;
  /** Aborts when the caller no longer waits for the response. */
  signal?: AbortSignal;
}

export interface RpcLane {
  /** Returns the response with its JSON rewritten, or null if lite must answer. */
  answer(call: RpcCall, rewrite?: (json: string) => string): Promise<Response | null>;
  close(): Promise<void>;
}

/** Creates the functions that call the API's functions; the database owner does so at every start. */
export async function prepareRpc(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
drop schema if exists embedded cascade;
create schema embedded;
grant usage on schema embedded to authenticator;
${callAsFunction}`);
  const functions = [...(await readCatalog(sql)).values()].flat();
  const callable = functions.filter(
    (target) => !target.is_variadic && target.arguments.every(({ name }) => name !== null),
  );
  await sql.unsafe(callable.map(callerFunction).join('\n'));
}

/** The same database under the API's own login, whose only right is to become the caller. */
function asAuthenticator(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.username = 'authenticator';
  return url.href;
}

interface Row {
  body: string | null;
}

type Query = (sql: postgres.Sql | postgres.TransactionSql) => postgres.PendingQuery<Row[]>;

const path = /^https?:\/\/[^/]+\/rest\/v1\/rpc\/([^/?#]+)$/;

/** Returns the function that a plain request calls, otherwise null. */
export function plainFunctionName(method: string, url: string, headers: Headers): string | null {
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

function readArguments(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = body === '' ? {} : JSON.parse(body);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** Returns the function that does the work: `agent_call` calls another one under conditions. */
function workingFunction(name: string, given: Record<string, unknown>): string {
  return name === 'agent_call' && typeof given.call === 'string' ? given.call : name;
}

function respond(body: string): Response {
  if (body === '') return new Response(null, { status: 204 });
  return new Response(body, { headers: { 'Content-Type': 'application/json; charset=utf-8' } });
}

export function createRpcLane(options: RpcOptions): RpcLane {
  const url = asAuthenticator(options.databaseUrl);
  const settings = { fetch_types: false, onnotice: () => {}, backoff: secondsToReconnect };
  const connection = { TimeZone: 'UTC', statement_timeout: STATEMENT_TIMEOUT_MS };
  const connect = (own: ClientOptions) => postgres(url, { ...settings, connection, ...own });
  const pool = createPool(connect);
  /** A small separate pool, so that long calls do not use the connections of the others. */
  const longPool = createPool(connect, { usual: USUAL_CONNECTIONS / 2, most: USUAL_CONNECTIONS / 2 });
  const readCaller = createCallerReader(options);
  let catalog: Promise<Catalog> | undefined;

  /** A catalogue that could not be read is read again. */
  function reloadCatalog(): Promise<Catalog> {
    const reading = pool.use(readCatalog);
    catalog = reading;
    reading.catch(() => {
      if (catalog === reading) catalog = undefined;
    });
    return reading;
  }

  /** An unknown function may have been created after the catalogue was read. */
  async function find(name: string, keys: string[]) {
    const found = findFunction(await (catalog ?? reloadCatalog()), name, keys);
    return found ?? findFunction(await reloadCatalog(), name, keys);
  }

  /** Runs the query within the API's time limit, or within the limit that the function declares. */
  function select(query: Query, timeout: string | null | undefined, signal?: AbortSignal) {
    if (!timeout) return pool.use((sql) => cancelOnAbort(query(sql), signal), signal);
    const inTransaction = async (sql: postgres.TransactionSql) => {
      // The setting applies from the next statement on.
      await sql`select set_config('statement_timeout', ${timeout}, true)`;
      return cancelOnAbort(query(sql), signal);
    };
    return longPool.use((sql) => sql.begin(inTransaction), signal);
  }

  /** Returns the response body, '' for a function without a result; null for a call that lite must answer. */
  async function call({ name, body, signal }: RpcCall, { role, claims }: Caller): Promise<string | null> {
    const given = readArguments(body);
    const target = given && (await find(name, Object.keys(given)));
    if (!given || !target) return null;
    const json = body || '{}';
    const query: Query = (sql) =>
      target.has_caller
        ? sql<Row[]>`
          select ${sql(`embedded.call_${target.oid}`)}(${role}, ${claims}, ${json}::text::jsonb) as body`
        : sql<Row[]>`
          select embedded.call_as(${role}, ${claims}, ${callStatement(target, '$1')}, ${json}::text::jsonb) as body`;
    const working = workingFunction(name, given);
    const timeout =
      working === name ? target.statement_timeout : (await catalog)?.get(working)?.[0]?.statement_timeout;
    const [row] = await select(query, timeout, signal);
    return target.return_type === 'void' ? '' : readableJson(row?.body ?? 'null');
  }

  async function answer(request: RpcCall, rewrite?: (json: string) => string): Promise<Response | null> {
    const caller = await readCaller(request.headers);
    if (!caller) return null;
    try {
      const body = await call(request, caller);
      return body === null ? null : respond(rewrite ? rewrite(body) : body);
    } catch (error) {
      // The catalogue may be older than the database.
      if (error instanceof postgres.PostgresError && error.code === '42883') catalog = undefined;
      const isUnreadable = error instanceof postgres.PostgresError && unreadableJson.has(error.code);
      const body = isUnreadable ? storableBody(request.body) : request.body;
      if (body instanceof Response) return body;
      // Error texts are cleaned only here, so that other calls need no parsing.
      if (body !== request.body) return answer({ ...request, body }, rewrite);
      return errorResponse(error, caller.role === 'anon');
    }
  }

  return {
    answer,
    close: async () => {
      await Promise.all([pool.close(), longPool.close()]);
    },
  };
}

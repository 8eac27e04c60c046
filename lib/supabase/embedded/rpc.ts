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
import { type FastCall, fastCall } from './fast-calls.ts';
import { createGroupCommit, type GroupCommit, MAX_BATCHES, type SendBatch } from './group-commit.ts';
import { LONG_TIMEOUT, LONG_TIMEOUT_MS, STATEMENT_TIMEOUT_MS } from './limits.ts';
import { type ClientOptions, createPool, DEFAULT_CONNECTIONS } from './pool.ts';
import { type Catalog, findFunction, readCatalog } from './rpc-catalog.ts';
import type { RpcCall } from './rpc-request.ts';
import { callStatement } from './rpc-statements.ts';
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

/** The body of a successful response, '' for a function without a result; the response with an error; null if lite must answer. */
export type RpcAnswer = string | Response | null;

export interface RpcLane {
  answer(call: RpcCall): Promise<RpcAnswer>;
  close(): Promise<void>;
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

/** Returns the response with a body. */
export function respond(body: string): Response {
  if (body === '') return new Response(null, { status: 204 });
  return new Response(body, { headers: { 'Content-Type': 'application/json; charset=utf-8' } });
}

export function createRpcLane(options: RpcOptions): RpcLane {
  const url = asAuthenticator(options.databaseUrl);
  const settings = { fetch_types: false, onnotice: () => {}, backoff: secondsToReconnect };
  const connectFor = (statement_timeout: number) => (own: ClientOptions) =>
    postgres(url, { ...settings, connection: { TimeZone: 'UTC', statement_timeout }, ...own });
  const connect = connectFor(STATEMENT_TIMEOUT_MS);
  const pool = createPool(connect);
  /** A small separate pool, so that long calls do not use the connections of the others. */
  const longPool = createPool(connectFor(LONG_TIMEOUT_MS), {
    min: DEFAULT_CONNECTIONS / 2,
    max: DEFAULT_CONNECTIONS / 2,
  });
  /** Separate connections for all batches, so that no batch waits for one. */
  const batchPool = createPool(connect, { min: 3 * MAX_BATCHES, max: 3 * MAX_BATCHES });
  const sendBatch: SendBatch = (runs, items) =>
    batchPool.use(async (sql) => {
      const rows = await sql<{ place: number; body: string }[]>`
        select place, body from ${sql(`private.${runs}`)}(${`[${items}]`}::text::jsonb)`;
      return new Map(rows.map(({ place, body }) => [place - 1, body]));
    });
  const groupCommit = createGroupCommit(sendBatch);
  /** Reads of plans and writes of context have batches of their own, so that no move waits for them. */
  const slowGroups: Partial<Record<FastCall['runs'], GroupCommit>> = {
    read_plans: createGroupCommit(sendBatch),
    set_contexts: createGroupCommit(sendBatch),
  };
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
    // The connections have this limit, which saves the round trips of a transaction.
    if (timeout === LONG_TIMEOUT) return longPool.use((sql) => cancelOnAbort(query(sql), signal), signal);
    const inTransaction = async (sql: postgres.TransactionSql) => {
      // The setting applies from the next statement on.
      await sql`select set_config('statement_timeout', ${timeout}, true)`;
      return cancelOnAbort(query(sql), signal);
    };
    return longPool.use((sql) => sql.begin(inTransaction), signal);
  }

  /** Returns the response body, '' for a function without a result; null for a call that lite must answer. */
  async function call({ name, body, signal }: RpcCall, { role, claims }: Caller): Promise<string | null> {
    const args = readArguments(body);
    const fast = args && fastCall(name, body, args, { role, claims });
    const fastBody = fast && (await (slowGroups[fast.runs] ?? groupCommit).run(fast, signal));
    if (fastBody !== null) return readableJson(fastBody);
    const target = args && (await find(name, Object.keys(args)));
    if (!args || !target) return null;
    const json = body || '{}';
    const query: Query = (sql) =>
      target.has_caller
        ? sql<Row[]>`
          select ${sql(`embedded.call_${target.oid}`)}(${role}, ${claims}, ${json}::text::jsonb) as body`
        : sql<Row[]>`
          select embedded.call_as(${role}, ${claims}, ${callStatement(target, '$1')}, ${json}::text::jsonb) as body`;
    const working = workingFunction(name, args);
    const timeout =
      working === name ? target.statement_timeout : (await catalog)?.get(working)?.[0]?.statement_timeout;
    const [row] = await select(query, timeout, signal);
    return target.return_type === 'void' ? '' : readableJson(row?.body ?? 'null');
  }

  async function answer(request: RpcCall): Promise<RpcAnswer> {
    const caller = await readCaller(request.headers);
    if (!caller) return null;
    try {
      return await call(request, caller);
    } catch (error) {
      // The catalogue may be older than the database.
      if (error instanceof postgres.PostgresError && error.code === '42883') catalog = undefined;
      const isUnreadable = error instanceof postgres.PostgresError && unreadableJson.has(error.code);
      const body = isUnreadable ? storableBody(request.body) : request.body;
      if (body instanceof Response) return body;
      // Error texts are cleaned only here, so that other calls need no parsing.
      if (body !== request.body) return answer({ ...request, body });
      return errorResponse(error, caller.role === 'anon');
    }
  }

  return {
    answer,
    close: async () => {
      await Promise.all([pool.close(), longPool.close(), batchPool.close()]);
    },
  };
}

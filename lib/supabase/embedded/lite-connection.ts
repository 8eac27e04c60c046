/**
 * Connects `@supabase/lite` to our Postgres within the API's limits. Statements end at their time limit and with their
 * request, and a request waits a limited time for a connection. A schema that could not be read never counts as empty.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createPostgresConnection, type PostgresConnection } from '@supabase/lite/postgres';
import postgres from 'postgres';
import { cancelOnAbort } from './cancel.ts';
import { columnTypes, readArrays } from './column-values.ts';
import { refuseCostly } from './costly-requests.ts';
import { readableByLite } from './database-errors.ts';
import { POOL_TIMEOUT_MS } from './limits.ts';
import { prepareValues } from './lite-values.ts';
import { serializeStrictly } from './parameters.ts';
import { breaksConnection, type ClientOptions, createPool, orAborted, type Pool } from './pool.ts';
import { ConnectionLostError, isUnavailable, PoolTimeoutError, SchemaUnknownError } from './unavailable.ts';

/** A request in progress. */
export interface LiteRequest {
  signal?: AbortSignal;
  /** Why the database was unreachable; lite itself returns a plain 500. */
  failure?: unknown;
}

/** The current request. */
export const liteRequests = new AsyncLocalStorage<LiteRequest>();

export interface LiteConnectionOptions {
  databaseUrl: string;
  /** Most connections to open at once. */
  connections: number;
  /** Most milliseconds of a statement; unlimited by default. */
  statementTimeoutMs?: number;
  /** Milliseconds to wait for a free connection. */
  poolTimeoutMs?: number;
}

type LitePool = Pick<Pool, 'use' | 'close'>;

/** Milliseconds after its time limit within which a statement must be answered; then the connection counts as lost. */
const ANSWER_GRACE_MS = 3000;

/** The OID of text[]: select 'text[]'::regtype::oid. */
const TEXT_ARRAY_OID = 1009;

function recordFailure(error: unknown): void {
  const request = liteRequests.getStore();
  if (request && isUnavailable(error)) request.failure = error;
}

function recordAndThrow(error: unknown): never {
  recordFailure(error);
  throw error;
}

/** Runs a statement. Closes the connection and rejects if the statement breaks it or exceeds the milliseconds. */
async function runOn<Result>(
  life: AbortController,
  run: () => PromiseLike<Result>,
  limitMs: number | undefined,
  late: () => Error = () => new ConnectionLostError(),
): Promise<Result> {
  life.signal.throwIfAborted();
  const deadline = limitMs ? setTimeout(() => life.abort(late()), limitMs) : undefined;
  try {
    return await orAborted(run(), life.signal);
  } catch (error) {
    if (breaksConnection(error)) life.abort(error);
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}

/** Makes a reserved connection cancel its statement when the current request ends, and refuse further statements after it is lost. */
function bindToRequest(
  reserved: postgres.ReservedSql,
  life: AbortController,
  limitMs: number | undefined,
  free: () => void,
): postgres.ReservedSql {
  const signal = liteRequests.getStore()?.signal;
  const unsafe = reserved.unsafe.bind(reserved);
  const releaseConnection = reserved.release.bind(reserved);
  const run = (...[text, ...rest]: Parameters<typeof unsafe>) => {
    const isEnd = /^(?:rollback|commit)/i.test(text);
    const statement = () => cancelOnAbort(unsafe(text, ...rest), isEnd ? undefined : signal);
    return runOn(life, statement, limitMs).catch(recordAndThrow);
  };
  const release = () => {
    if (!life.signal.aborted) releaseConnection();
    free();
  };
  // Kysely only awaits the result of `unsafe`.
  return Object.assign(reserved, { unsafe: run, release });
}

const connected = new WeakSet<postgres.Sql>();

/** Reserves the client's connection. Without `fetch_types` postgres.js never resolves a `reserve` that has to connect first. */
async function reserveOn(sql: postgres.Sql): Promise<postgres.ReservedSql> {
  if (!connected.has(sql)) await sql`select 1`;
  connected.add(sql);
  return sql.reserve();
}

/** Returns the pool for lite. The driver's own pool never answers some statements of a lost connection. */
function createLitePool(driver: postgres.Sql, options: LiteConnectionOptions): LitePool {
  const { connections, statementTimeoutMs, poolTimeoutMs = POOL_TIMEOUT_MS } = options;
  const limitMs = statementTimeoutMs && statementTimeoutMs + ANSWER_GRACE_MS;
  // postgres.js accepts the options that it has already parsed, as it does in `listen`.
  const parsed: unknown = driver.options;
  const connect = (own: ClientOptions) =>
    postgres({
      ...(parsed as postgres.Options<Record<string, never>>),
      // One client reads the array types for all. A lost connection at that moment is an unhandled rejection.
      fetch_types: !(TEXT_ARRAY_OID in driver.options.parsers),
      ...own,
    });
  const pool = createPool(connect, { min: connections, max: connections, waitMs: poolTimeoutMs });
  const reserve = () =>
    new Promise<postgres.ReservedSql>((resolve, reject) => {
      const hold = async (sql: postgres.Sql, life: AbortController) => {
        const late = () => new PoolTimeoutError();
        const reserved = await runOn(life, () => reserveOn(sql), poolTimeoutMs, late);
        await new Promise<void>((free) => resolve(bindToRequest(reserved, life, limitMs, free)));
      };
      pool.use(hold, liteRequests.getStore()?.signal).catch(reject);
    });
  const end = () => pool.close();
  Object.assign(driver, { reserve: () => reserve().catch(recordAndThrow), end });
  return {
    use: (work) => pool.use((sql, life) => runOn(life, () => work(sql, life), limitMs)),
    close: end,
  };
}

/** Throws for a schema that could not be read, which lite treats as an empty one. */
function refuseUnknownSchema(connection: PostgresConnection): void {
  const introspect = connection.introspect.bind(connection);
  connection.introspect = async (options) => {
    const schema = await introspect(options);
    if (schema.tables.length > 0) return schema;
    const error = new SchemaUnknownError();
    recordFailure(error);
    throw error;
  };
}

/** Returns lite's connection, and the pool that serves it. */
export function createLiteConnection(options: LiteConnectionOptions): {
  connection: PostgresConnection;
  pool: LitePool;
} {
  const connection = createPostgresConnection({
    url: options.databaseUrl,
    postgresOptions: {
      onnotice: () => {},
      connection: { statement_timeout: options.statementTimeoutMs ?? 0 },
      types: columnTypes,
    },
  });
  serializeStrictly(connection.driver);
  readArrays(connection.driver);
  const pool = createLitePool(connection.driver, options);
  refuseUnknownSchema(connection);
  const onPostgrestAST = connection.onPostgrestAST.bind(connection);
  connection.onPostgrestAST = async (ast) => {
    refuseCostly(ast);
    prepareValues(ast, await connection.introspect({ useCache: true }));
    return onPostgrestAST(ast);
  };
  const withContext = connection.withContext.bind(connection);
  connection.withContext = async (...args) => {
    try {
      return await withContext(...args);
    } catch (error) {
      throw readableByLite(error);
    }
  };
  // At its first request to a table lite would check row level security and grant everything on all tables to every role. That
  // would undo what the migrations revoke, and two first requests at once would fail. Roles and grants already exist.
  Object.assign(connection, { rlsState: 'active' });
  return { connection, pool };
}

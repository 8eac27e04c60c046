/**
 * `POST /rest/v1/rpc/<function>` in one round trip. Agents call a function per step; lite spends several round trips a
 * call on session settings, and one statement that becomes the caller and calls is several times as fast
 * (`npm run bench`). Answers and errors are PostgREST's. Whatever is out of the ordinary - query filters, other media types,
 * an unusable token, an unknown function - is left to lite.
 */
import postgres from 'postgres';
import { createCallerReader } from './caller.ts';
import { errorResponse } from './database-errors.ts';
import { createPool } from './pool.ts';
import { secondsToReconnect } from './reconnect.ts';
import { type Catalog, findFunction, readCatalog } from './rpc-catalog.ts';
import { callAsFunction, callerFunction, callStatement } from './rpc-statements.ts';

export interface RpcOptions {
  databaseUrl: string;
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
}

/** What the lane has to know of a request; taking it apart is left to the caller, who may not have a Request at all. */
export interface RpcCall {
  name: string;
  headers: Headers;
  body: string;
}

export interface RpcLane {
  /** The answer, or null when lite shall give it. */
  tryAnswer(call: RpcCall): Promise<Response | null>;
  close(): Promise<void>;
}

/** Makes the functions by which the lane calls those of the API; the database's owner does so at every start. */
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

/** The same database under the API's own login, which has no rights but to become the caller. */
function asAuthenticator(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.username = 'authenticator';
  return url.href;
}

interface Row {
  body: string | null;
}

const path = /^https?:\/\/[^/]+\/rest\/v1\/rpc\/([^/?#]+)$/;

/** The function that a request calls in the plain way, else null. */
export function plainFunctionName(method: string, url: string, headers: Headers): string | null {
  const name = method === 'POST' ? path.exec(url)?.[1] : undefined;
  const isPlain =
    !headers.has('prefer') &&
    (headers.get('content-profile') ?? 'public') === 'public' &&
    (headers.get('content-type') ?? '').startsWith('application/json') &&
    /^(\*\/\*|application\/json)/.test(headers.get('accept') ?? '*/*');
  return name && isPlain ? decodeURIComponent(name) : null;
}

function argumentKeys(body: string): string[] | null {
  try {
    const value: unknown = body === '' ? {} : JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : null;
  } catch {
    return null;
  }
}

export function createRpcLane(options: RpcOptions): RpcLane {
  const pool = createPool(asAuthenticator(options.databaseUrl), {
    fetch_types: false,
    onnotice: () => {},
    backoff: secondsToReconnect,
    connection: { TimeZone: 'UTC' },
  });
  const readCaller = createCallerReader(options);
  let catalog: Promise<Catalog> | undefined;

  /** One that could not be read is asked for again. */
  function readAnew(): Promise<Catalog> {
    const reading = pool.use(readCatalog);
    catalog = reading;
    reading.catch(() => {
      if (catalog === reading) catalog = undefined;
    });
    return reading;
  }

  /** A function that is not known may have been made since the catalogue was read. */
  async function find(name: string, keys: string[]) {
    const found = findFunction(await (catalog ?? readAnew()), name, keys);
    return found ?? findFunction(await readAnew(), name, keys);
  }

  async function call(name: string, body: string, caller: { role: string; claims: string }) {
    const keys = argumentKeys(body);
    const target = keys && (await find(name, keys));
    if (!keys || !target) return null;
    const { role, claims } = caller;
    const given = body || '{}';
    const [row] = await pool.use((sql) =>
      target.has_caller
        ? sql<Row[]>`
          select ${sql(`embedded.call_${target.oid}`)}(${role}, ${claims}, ${given}::text::jsonb) as body`
        : sql<Row[]>`
          select embedded.call_as(${role}, ${claims}, ${callStatement(target, '$1')}, ${given}::text::jsonb) as body`,
    );
    if (target.return_type === 'void') return new Response(null, { status: 204 });
    return new Response(row?.body ?? 'null', {
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
    });
  }

  return {
    tryAnswer: async ({ name, headers, body }) => {
      const caller = await readCaller(headers);
      if (!caller) return null;
      try {
        return await call(name, body, caller);
      } catch (error) {
        // The catalogue may be older than the database.
        if (error instanceof postgres.PostgresError && error.code === '42883') catalog = undefined;
        return errorResponse(error, caller.role === 'anon');
      }
    },
    close: pool.close,
  };
}

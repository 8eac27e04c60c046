/**
 * A connection pool that takes the connection used last, whose Postgres process has warm caches, and keeps few connections open
 * (docs/decisions/0015-cheap-steps.md). If none is free, a caller waits for the first that becomes free. If that takes long, because of
 * slow reads or a lock, the pool opens another. Why not pg-pool: docs/decisions/0035-own-code-beside-libraries.md.
 */
import { availableParallelism } from 'node:os';
import postgres, { type Sql } from 'postgres';
import { POOL_TIMEOUT_MS } from './limits.ts';
import { UnsuitableParameterError } from './parameters.ts';
import { ConnectionLostError, PoolTimeoutError, RequestGoneError } from './unavailable.ts';

/** Number of connections while no caller has to wait for long. */
export const DEFAULT_CONNECTIONS = Math.min(16, Math.max(4, 2 * availableParallelism()));
/** Wait for a free connection before another one is opened. */
const OPEN_AFTER_MS = 100;
const IDLE_MS = 60_000;
/** A Postgres process grows with its cached plans, so each connection is replaced after this time. */
const LIFETIME_MS = 3_600_000;

export interface PoolLimits {
  /** Number of connections that stay open. */
  min?: number;
  /** Maximum number of connections. */
  max?: number;
  /** Milliseconds to wait for a free connection. */
  waitMs?: number;
}

/** The options of each client in the pool. */
export interface ClientOptions {
  max: 1;
  idle_timeout: 0;
  max_lifetime: null;
  onclose: () => void;
}

/** A client of postgres.js with one connection. */
interface Client {
  sql: Sql;
  /** Aborts when the connection is lost. A caller may abort it to close the connection. */
  life: AbortController;
  openedAt: number;
  idle?: NodeJS.Timeout;
}

export interface Pool {
  /**
   * Runs `work` on a reserved connection. Throws PoolTimeoutError if none becomes free in time, RequestGoneError if the
   * signal aborts before one does, and ConnectionLostError if the connection ends first.
   */
  use<Result>(
    work: (sql: Sql, life: AbortController) => PromiseLike<Result>,
    signal?: AbortSignal,
  ): Promise<Result>;
  close(): Promise<void>;
}

/** Returns whether the connection is unusable after this error. */
export function breaksConnection(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) return error.severity === 'FATAL';
  return !(error instanceof RequestGoneError || error instanceof UnsuitableParameterError);
}

/** Settles like the promise; rejects with the signal's reason if that aborts first. */
export function orAborted<Result>(promise: PromiseLike<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', leave));
}

export function createPool(connect: (options: ClientOptions) => Sql, limits: PoolLimits = {}): Pool {
  const { min = DEFAULT_CONNECTIONS, max = 2 * min, waitMs = POOL_TIMEOUT_MS } = limits;
  const all = new Set<Client>();
  const free: Client[] = [];
  const waiting = new Set<(client: Client) => void>();

  function open(): Client {
    const life = new AbortController();
    const onclose = () => life.abort(new ConnectionLostError());
    const sql = connect({ max: 1, idle_timeout: 0, max_lifetime: null, onclose });
    const client = { sql, life, openedAt: performance.now() };
    all.add(client);
    life.signal.addEventListener('abort', () => drop(client), { once: true });
    return client;
  }

  /** Discards a client. postgres.js may never answer a statement after its connection was lost. */
  function drop(client: Client): void {
    if (!all.delete(client)) return;
    clearTimeout(client.idle);
    const place = free.indexOf(client);
    if (place >= 0) free.splice(place, 1);
    client.sql.end({ timeout: 0 }).catch(() => {});
  }

  function take(): Client | undefined {
    const client = free.pop();
    clearTimeout(client?.idle);
    return client;
  }

  function wait(signal: AbortSignal | undefined): Promise<Client> {
    return new Promise((resolve, reject) => {
      const openTimer = setTimeout(() => all.size < max && accept(open()), OPEN_AFTER_MS);
      const deadline = setTimeout(() => refuse(new PoolTimeoutError()), waitMs);
      const leave = () => refuse(new RequestGoneError());
      signal?.addEventListener('abort', leave, { once: true });
      function settle(): void {
        clearTimeout(openTimer);
        clearTimeout(deadline);
        signal?.removeEventListener('abort', leave);
        waiting.delete(accept);
      }
      function accept(client: Client): void {
        settle();
        resolve(client);
      }
      function refuse(error: Error): void {
        settle();
        reject(error);
      }
      waiting.add(accept);
    });
  }

  function release(client: Client): void {
    if (performance.now() - client.openedAt > LIFETIME_MS) drop(client);
    const [next] = waiting;
    if (next) next(all.has(client) ? client : open());
    else if (all.has(client)) {
      // Keeps the minimum open, because a new connection has to plan every statement first.
      if (all.size > min) client.idle = setTimeout(drop, IDLE_MS, client).unref();
      free.push(client);
    }
  }

  return {
    async use(work, signal) {
      const client = take() ?? (all.size < min ? open() : await wait(signal));
      const { sql, life } = client;
      try {
        return await orAborted(work(sql, life), life.signal);
      } catch (error) {
        if (breaksConnection(error)) life.abort(error);
        throw error;
      } finally {
        release(client);
      }
    },
    close: async () => {
      await Promise.all([...all].map(({ sql }) => sql.end({ timeout: 5 })));
    },
  };
}

/** Runs `@supabase/lite` on our Postgres: Supabase's data and auth API as one function from request to response. */
import { emitWarning } from 'node:process';
import { App } from '@supabase/lite';
import type postgres from 'postgres';
import { errorResponse } from './database-errors.ts';
import {
  createLiteConnection,
  type LiteConnectionOptions,
  type LiteRequest,
  liteRequests,
} from './lite-connection.ts';
import { markRequest, unmarkResponse } from './lite-numbers.ts';
import { hashOffTheMainThread } from './password-hashing.ts';

// Lite replaces this with a filter that throws on warnings that are errors, as most of Node's own are.
process.emitWarning = emitWarning;
hashOffTheMainThread();

export interface LiteOptions extends Omit<LiteConnectionOptions, 'connections'> {
  siteUrl: string;
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
  /** Most connections to open at once. */
  connections?: number;
}

export interface Lite {
  /** Runs `work` on a connection of lite's own, as the database owner. Throws PoolTimeoutError if none becomes free in time. */
  use<Result>(work: (sql: postgres.Sql) => PromiseLike<Result>): Promise<Result>;
  /** Creates the schema `auth` with its tables and functions; needed once per database and version. */
  ensureSystemSchema(): Promise<void>;
  /** Answers a request; cancels its statements if the signal aborts. */
  fetch(request: Request, signal?: AbortSignal): Promise<Response>;
  close(): Promise<void>;
}

export function createLite(options: LiteOptions): Lite {
  const { connection, pool } = createLiteConnection({ connections: 10, ...options });
  const app = new App({
    connection,
    // Without an e-mail driver lite prints each message with its code and link. The app sends no e-mail.
    options: { drivers: { email: { send: async () => {} } } },
    auth: {
      enabled: true,
      enable_signup: true,
      site_url: options.siteUrl,
      jwt_secret: options.jwtSecret,
      publishable_key: options.publishableKey,
      secret_key: options.secretKey,
      minimum_password_length: 8,
      email: { enable_signup: true, enable_confirmations: false },
    },
  });
  return {
    use: (work) => pool.use(work),
    ensureSystemSchema: () => app.ensureSystemSchema(),
    fetch: async (request, signal) => {
      const current: LiteRequest = { signal };
      const marked = await markRequest(request);
      const response = await liteRequests.run(current, async () => app.fetch(marked));
      // Lite also returns 500 if the database was unreachable, and such a request is worth a retry.
      const isUnanswered = response.status === 500 && current.failure;
      return isUnanswered ? errorResponse(current.failure, false) : unmarkResponse(response);
    },
    close: () => pool.close(),
  };
}

/** `@supabase/lite` on our Postgres: Supabase's data and auth API as one function from request to response. */
import { emitWarning } from 'node:process';
import { App } from '@supabase/lite';
import { createPostgresConnection, type PostgresConnection } from '@supabase/lite/postgres';
import { errorResponse, readableByLite } from './database-errors.ts';
import { secondsToReconnect } from './reconnect.ts';

// Lite puts a filter in its place that throws on warnings that are errors, as most of Node's own are.
process.emitWarning = emitWarning;

export interface LiteOptions {
  databaseUrl: string;
  siteUrl: string;
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
  /** Most connections to open at once. */
  connections?: number;
}

export interface Lite {
  /** Makes the schema `auth` with its tables and functions; needed once per database and version. */
  ensureSystemSchema(): Promise<void>;
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/** Lite stringifies json parameters before the driver does it again, so that objects would arrive as json strings. */
const json = {
  serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
  parse: (text: string): unknown => JSON.parse(text),
};

/** PostgREST answers times in ISO 8601; Postgres's own text form, which lite passes on, is `2025-01-31 12:00:00+00`. */
const timestamptz = {
  to: 1184,
  from: [1184],
  serialize: (value: unknown) => value,
  parse: (text: string) => text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'),
};

export function createLite(options: LiteOptions): Lite {
  const connection: PostgresConnection = createPostgresConnection({
    url: options.databaseUrl,
    postgresOptions: {
      max: options.connections ?? 10,
      onnotice: () => {},
      backoff: secondsToReconnect,
      types: {
        timestamptz,
        json: { to: 114, from: [114], ...json },
        jsonb: { to: 3802, from: [3802], ...json },
      },
    },
  });
  const withContext = connection.withContext.bind(connection);
  connection.withContext = async (...args) => {
    try {
      return await withContext(...args);
    } catch (error) {
      throw readableByLite(error);
    }
  };
  // At its first request to a table lite would find row level security and grant everything on all tables to every role,
  // undoing what the migrations revoked - and two first requests at once would fail over it. Roles and grants are there.
  Object.assign(connection, { rlsState: 'active' });
  const app = new App({
    connection,
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
    ensureSystemSchema: () => app.ensureSystemSchema(),
    fetch: async (request) => {
      const response = await app.fetch(request);
      if (response.status !== 500) return response;
      // What lite asks for itself fails there as well while the database is away: such an answer is worth asking for again.
      return connection.driver`select 1`.then(
        () => response,
        (error: unknown) => errorResponse(error, false),
      );
    },
    close: () => connection.close(),
  };
}

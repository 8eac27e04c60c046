/** The reasons why a request did not reach the database, or why its result has no reader. */

/** No connection became free in time. */
export class PoolTimeoutError extends Error {
  override name = 'PoolTimeoutError';
  constructor() {
    super('Timed out acquiring connection from connection pool.');
  }
}

/** The schema could not be read from the database, so the API cannot know what exists. */
export class SchemaUnknownError extends Error {
  override name = 'SchemaUnknownError';
  constructor() {
    super('Could not query the database for the schema cache. Retrying.');
  }
}

/** The connection ended, or did not answer in time, before or during a statement. */
export class ConnectionLostError extends Error {
  override name = 'ConnectionLostError';
  constructor() {
    super('The connection to the database was lost.');
  }
}

/** The client has closed the connection. */
export class RequestGoneError extends Error {
  override name = 'RequestGoneError';
  constructor() {
    super('The client closed the connection before its request was answered.');
  }
}

/** Codes of Node and postgres.js for a connection that failed or was lost. */
const connectionCode = /^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|CONNECT)/;

/** Returns whether the database did not answer or was unreachable. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof PoolTimeoutError || error instanceof SchemaUnknownError) return true;
  if (error instanceof RequestGoneError || error instanceof ConnectionLostError) return true;
  return error instanceof Error && 'code' in error && connectionCode.test(String(error.code));
}

/** Database errors as PostgREST answers them: https://docs.postgrest.org/en/stable/references/errors.html */
import postgres from 'postgres';

/** By SQLSTATE, else by its first two characters. */
const statuses: Record<string, number> = {
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
  '53400': 500,
  P0001: 400,
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '53': 503,
  '54': 500,
  '55': 500,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

function statusOf(code: string, isAnonymous: boolean): number {
  if (code === '42501') return isAnonymous ? 401 : 403;
  const own = /^PT(\d{3})$/.exec(code);
  if (own) return Number(own[1]);
  return statuses[code] ?? statuses[code.slice(0, 2)] ?? 400;
}

function answer(
  status: number,
  body: { code: string; message: string; details: string | null; hint: string | null },
): Response {
  const headers: HeadersInit = status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {};
  return Response.json(body, { status, headers });
}

/** The answer to a token whose role is none of the API's. */
export function forbiddenRole(role: string): Response {
  return answer(403, {
    code: '42501',
    message: `permission denied to set role "${role}"`,
    details: null,
    hint: null,
  });
}

/** What went wrong in a statement, whole: code, message, details and hint reach the client as the function raised them. */
export function errorResponse(error: unknown, isAnonymous: boolean): Response {
  if (error instanceof postgres.PostgresError) {
    const { code, message, detail, hint } = error;
    return answer(statusOf(code, isAnonymous), {
      code,
      message,
      details: detail ?? null,
      hint: hint ?? null,
    });
  }
  tellUnreachable(error);
  return answer(503, unreachable);
}

const unreachable = {
  code: 'PGRST001',
  message: 'Database client error. Retrying the connection.',
  details: null,
  hint: null,
};

/** Milliseconds; while the database is away every call fails, and one line tells as much as a thousand. */
const BETWEEN_LINES = 5000;
let toldAt = Number.NEGATIVE_INFINITY;

function tellUnreachable(error: unknown): void {
  if (performance.now() - toldAt < BETWEEN_LINES) return;
  toldAt = performance.now();
  console.error('The database cannot be reached:', error);
}

/** Codes of Node and of postgres.js for a connection that could not be made or was lost. */
const connectionCode = /^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|CONNECT)/;

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && connectionCode.test(String(error.code));
}

const knownToLite = /^(?:PT|PGRST$|42|22|21)|^(?:23502|23503|23505|25006)$/;

/**
 * Lite answers a bare 500 to every SQLSTATE that it does not know, a project's own among them, and while the database is away. It does know PostgREST's
 * `raise sqlstate 'PGRST'`, whose message holds a whole answer as JSON, so such an error is put into that form.
 */
export function readableByLite(error: unknown): unknown {
  if (isConnectionError(error)) {
    tellUnreachable(error);
    return wholeAnswer(503, unreachable, error);
  }
  if (!(error instanceof postgres.PostgresError) || knownToLite.test(error.code)) return error;
  const { code, message, detail, hint } = error;
  return wholeAnswer(statusOf(code, false), { code, message, details: detail, hint }, error);
}

function wholeAnswer(status: number, body: object, cause: unknown): Error {
  return Object.assign(new Error(JSON.stringify(body), { cause }), {
    code: 'PGRST',
    detail: JSON.stringify({ status, headers: {} }),
  });
}

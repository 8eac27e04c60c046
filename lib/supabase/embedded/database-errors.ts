/** Maps database errors to PostgREST's responses: https://docs.postgrest.org/en/stable/references/errors.html */
import { inspect } from 'node:util';
import postgres from 'postgres';
import { codeOfSqlState } from '../../agent-execution/agent-execution.error.ts';
import { RETRY_AFTER_SECONDS } from '../../http/retry-after.ts';
import { statusOfCode } from '../../http/status-of-code.ts';
import { UnsuitableParameterError } from './parameters.ts';
import { isUnavailable, PoolTimeoutError, RequestGoneError, SchemaUnknownError } from './unavailable.ts';

/** By SQLSTATE, or else by its first two characters. */
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
  // A request that exceeds a limit of Postgres fails every time. PostgREST returns 500.
  '54': 400,
  '54000': 413,
  '54001': 413,
  '55': 500,
  '57': 500,
  // PostgREST returns 500 for a canceled statement. 504 names the cause, and supabase-js does not retry it; it would retry 503.
  '57014': 504,
  '57P01': 503,
  '57P02': 503,
  '57P03': 503,
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
  const ofProject = code.startsWith('AE') ? codeOfSqlState[code] : undefined;
  if (ofProject) return statusOfCode[ofProject];
  return statuses[code] ?? statuses[code.slice(0, 2)] ?? 400;
}

interface Body {
  code: string;
  message: string;
  details: string | null;
  hint: string | null;
}

function headersOf(status: number): Record<string, string> {
  if (status === 401) return { 'WWW-Authenticate': 'Bearer' };
  return status === 503 || status === 504 ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {};
}

function answer(status: number, body: Body): Response {
  return Response.json(body, { status, headers: headersOf(status) });
}

/** The response to a token whose role the API does not have. */
export function forbiddenRole(role: string): Response {
  return answer(403, {
    code: '42501',
    message: `permission denied to set role "${role}"`,
    details: null,
    hint: null,
  });
}

const tooComplex = 'Send less in one request: fewer columns, filters or values.';

const wrongKind =
  'Send a value of the column’s type: text for a time ("2026-01-31T12:00:00Z") or an id, a list for an array, true or false for a boolean.';

/** Hints for errors that Postgres raises without one, by SQLSTATE. */
const hints: Record<string, string> = {
  '22007': wrongKind,
  '22008': wrongKind,
  '22P02': wrongKind,
  '54000': tooComplex,
  '54001': tooComplex,
  '54011': tooComplex,
  '54023': tooComplex,
  '57014': 'Request less at once: fewer rows, or a narrower filter. Nothing was written.',
};

function bodyOf({ code, message, detail, hint }: postgres.PostgresError): Body {
  return { code, message, details: detail ?? null, hint: hint ?? hints[code] ?? null };
}

/** The response to a token whose session has ended. */
export function endedSession(): Response {
  return answer(401, {
    code: 'PGRST301',
    message: 'The session of this token has ended.',
    details: null,
    hint: 'Sign in again.',
  });
}

/** The whole error of a statement: code, message, details and hint reach the client as the function raised them. */
export function errorResponse(error: unknown, isAnonymous: boolean): Response {
  if (error instanceof postgres.PostgresError)
    return answer(statusOf(error.code, isAnonymous), bodyOf(error));
  return answer(503, unavailable(error));
}

/** Returns PostgREST's error for a request that did not reach the database. */
function unavailable(error: unknown): Body {
  const hint = 'Try again in a moment; nothing was written.';
  if (error instanceof PoolTimeoutError)
    return { code: 'PGRST003', message: error.message, details: null, hint };
  if (error instanceof SchemaUnknownError)
    return { code: 'PGRST002', message: error.message, details: null, hint };
  if (!(error instanceof RequestGoneError)) logUnreachable(error);
  return {
    code: 'PGRST001',
    message: 'Database client error. Retrying the connection.',
    details: null,
    hint,
  };
}

/** Milliseconds between log lines: without a database every call fails, and one line is enough. */
const LOG_INTERVAL_MS = 5000;
let loggedAt = Number.NEGATIVE_INFINITY;

function logUnreachable(error: unknown): void {
  if (performance.now() - loggedAt < LOG_INTERVAL_MS) return;
  loggedAt = performance.now();
  console.error('The database cannot be reached:', error);
}

const readableSqlStates = /^(?:PT|PGRST$|42|21)|^(?:23502|23503|23505|25006)$/;

/**
 * Lite returns a bare 500 for every SQLSTATE that it does not know, including this project's own, and for an
 * unreachable database. It does know PostgREST's `raise sqlstate 'PGRST'`, whose message holds a whole response as
 * JSON, so this converts errors to that form.
 */
export function readableByLite(error: unknown): unknown {
  if (isUnavailable(error)) return postgrestError(503, unavailable(error), error);
  if (error instanceof UnsuitableParameterError) {
    const body = { code: '22P02', message: error.message, details: null, hint: wrongKind };
    return withShortLog(postgrestError(400, body, error), body);
  }
  if (!(error instanceof postgres.PostgresError)) return error;
  const status = statusOf(error.code, false);
  const readable = readableSqlStates.test(error.code) ? error : postgrestError(status, bodyOf(error), error);
  return status < 500 ? withShortLog(readable, error) : readable;
}

const MAX_LINE_LENGTH = 300;

/** Lite prints every error with its stack. One line is enough for a refusal; otherwise callers could fill the log. */
function withShortLog(answer: Error, { code, message }: { code: string; message: string }): Error {
  const line = `/rest/v1 refused a request: ${code} ${message}`.slice(0, MAX_LINE_LENGTH);
  return Object.assign(answer, { [inspect.custom]: () => line.replaceAll(/\s+/g, ' ') });
}

/** Returns the response to a query that the API does not parse. */
export function refuseQuery(message: string, hint: string): Response {
  return answer(400, { code: 'PGRST100', message, details: null, hint });
}

/** Returns the error for a feature of lite that this API refuses, in PostgREST's form for an unsupported feature. */
export function refuseFeature(details: string, hint: string): Error {
  return postgrestError(400, { code: 'PGRST127', message: 'Feature not implemented', details, hint });
}

function postgrestError(status: number, body: Body, cause?: unknown): Error {
  return Object.assign(new Error(JSON.stringify(body), { cause }), {
    code: 'PGRST',
    detail: JSON.stringify({ status, headers: headersOf(status) }),
  });
}

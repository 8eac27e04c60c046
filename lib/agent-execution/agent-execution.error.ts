/** The error class of the service: a code from a closed set, a message, and a hint that names the next safe step. */
import type { PostgrestSingleResponse } from '@supabase/supabase-js';

export const errorCodes = [
  'invalid_request',
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'conflict',
  'precondition_failed',
  'idempotency_key_reused',
  'rate_limited',
  'lease_lost',
  'too_large',
  'unsupported_media_type',
  'unavailable',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export class AgentExecutionError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, hint: string, details: unknown = null, cause?: unknown) {
    super(message, { cause });
    this.name = 'AgentExecutionError';
    this.code = code;
    this.hint = hint;
    this.details = details;
  }
}

/** SQLSTATEs of the database and codes of PostgREST, with the error code that callers get. */
export const codeOfSqlState: Record<string, ErrorCode> = {
  AE400: 'invalid_input',
  AE403: 'forbidden',
  AE404: 'not_found',
  AE409: 'conflict',
  AE412: 'precondition_failed',
  AE410: 'lease_lost',
  AE413: 'too_large',
  AE422: 'idempotency_key_reused',
  '22001': 'invalid_input',
  '22003': 'invalid_input',
  '22007': 'invalid_input',
  '22008': 'invalid_input',
  '22009': 'invalid_input',
  '22015': 'invalid_input',
  '22021': 'invalid_input',
  '22023': 'invalid_input',
  '22P02': 'invalid_input',
  '22P05': 'invalid_input',
  '23502': 'invalid_input',
  '23503': 'not_found',
  '23505': 'conflict',
  '23514': 'invalid_input',
  '40001': 'unavailable',
  '40P01': 'unavailable',
  '42501': 'forbidden',
  '53300': 'unavailable',
  '54000': 'too_large',
  '54001': 'too_large',
  '57014': 'unavailable',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  PGRST000: 'unavailable',
  PGRST001: 'unavailable',
  PGRST002: 'unavailable',
  PGRST003: 'unavailable',
  PGRST116: 'not_found',
  PGRST301: 'unauthenticated',
  PGRST302: 'unauthenticated',
  PGRST303: 'unauthenticated',
};

const hintOfCode: Record<ErrorCode, string> = {
  invalid_request: 'Send a well-formed request.',
  invalid_input: 'Correct the named value and send it again; nothing was written.',
  unauthenticated: 'Sign in, or send an agent key as Authorization: Bearer aes_….',
  forbidden: 'Use a caller with the right to do this; nothing was written.',
  not_found: 'Check the id, or list your objects to find it.',
  method_not_allowed: 'Find the address in the API reference.',
  conflict: 'Read the current state, then decide again; nothing was written.',
  precondition_failed: 'Read the plan again, decide again, and send its new ETag.',
  idempotency_key_reused: 'Choose a new Idempotency-Key for a new request.',
  rate_limited: 'Wait for the seconds in Retry-After, then retry; nothing was written.',
  lease_lost: 'Stop working on this step; nothing was written. Claim the next one.',
  too_large: 'Send a smaller request; nothing was written.',
  unsupported_media_type: 'Send JSON with Content-Type: application/json.',
  unavailable: 'Try again in a moment; nothing was written.',
  internal: 'Try again. If the error persists, check the server log.',
};

/** Returns an error with the standard hint of its code. */
export function errorOf(code: ErrorCode, message: string, details: unknown = null): AgentExecutionError {
  return new AgentExecutionError(code, message, hintOfCode[code], details);
}

/** The error of a supabase-js response. */
interface DatabaseError {
  code?: string;
  message: string;
  hint?: string | null;
  details?: string | null;
}

/** SQLSTATEs whose message comes from Postgres and means nothing to callers, with the message and hint that they get. */
const textOfSqlState: Record<string, [message: string, hint: string]> = {
  '23505': [
    'An object with the same id or name exists already.',
    'Read that object, or choose another id or name; nothing was written.',
  ],
  // Postgres cancelled the statement, for example at its time limit.
  '57014': [
    'The request exceeded the time limit of the database.',
    'Request less at once, such as a smaller page or a narrower filter, or try again in a moment; nothing was written.',
  ],
};

/**
 * Converts an error of supabase-js, or of one row of many that a database function reports, into the service's error. Status 0 means
 * that the database could not be reached.
 */
export function fromDatabase(error: DatabaseError, status = 0): AgentExecutionError {
  const code =
    codeOfSqlState[error.code ?? ''] ?? (status === 0 || status >= 502 ? 'unavailable' : 'internal');
  const [message, hint] = textOfSqlState[error.code ?? ''] ?? [error.message, error.hint || hintOfCode[code]];
  return new AgentExecutionError(code, message, hint, error.details ?? null, error);
}

/** Returns the data of a supabase-js response; throws the service's error if it holds an error. */
export function unwrap<T>(answer: PostgrestSingleResponse<T>): T {
  if (answer.error) throw fromDatabase(answer.error, answer.status);
  return answer.data;
}

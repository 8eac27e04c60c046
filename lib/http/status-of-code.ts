/** The HTTP status of each error code, the same for `/api/v1` and for the project's own errors over `/rest/v1`. */
import type { ErrorCode } from '../agent-execution/agent-execution.error.ts';

export const statusOfCode: Record<ErrorCode, number> = {
  invalid_request: 400,
  invalid_input: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  precondition_failed: 412,
  idempotency_key_reused: 422,
  rate_limited: 429,
  lease_lost: 409,
  too_large: 413,
  unsupported_media_type: 415,
  unavailable: 503,
  internal: 500,
};

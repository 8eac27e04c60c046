/**
 * Limits of the embedded API: docs/decisions/0020-limits-and-supervision.md. A function of the API that needs more time
 * declares it: `set statement_timeout` (supabase/schema/).
 */

/** Most milliseconds of a statement for an agent or a page. */
export const STATEMENT_TIMEOUT_MS = 2000;
/** The limit that nearly all functions with a limit of their own declare, and its milliseconds. */
export const LONG_TIMEOUT = '1min';
export const LONG_TIMEOUT_MS = 60_000;
/** Milliseconds to wait for a free connection. */
export const POOL_TIMEOUT_MS = 5000;
/** Most levels of embedded resources in a request to `/rest/v1`. */
export const MAX_EMBEDDING_DEPTH = 2;
/** Most levels of parentheses in a filter or a `select` of `/rest/v1`. */
export const MAX_QUERY_NESTING = 20;

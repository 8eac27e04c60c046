/** Returns when a refused caller may retry. */
import type { AgentExecutionError } from '../agent-execution/agent-execution.error.ts';

/** Seconds after which a client may retry while the database is unavailable. */
export const RETRY_AFTER_SECONDS = 1;

/** Returns the seconds after which a client may retry; null for an error that time does not resolve. */
export function retrySecondsOf({ code, details }: AgentExecutionError): number | null {
  if (code === 'unavailable') return RETRY_AFTER_SECONDS;
  if (code !== 'rate_limited') return null;
  return (details as { retry_after: number }).retry_after; // every rate_limited error has it
}

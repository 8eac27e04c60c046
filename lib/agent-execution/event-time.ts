/** When the event of a log row happened. The database has the same rule (supabase/schema/values/event-times.sql). */
import type { Json } from './agent-execution.types';

const PATTERN = /^(?:19[7-9]|[2-9]\d\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * Returns when the event of a row happened, ISO 8601: the time in `metadata.occurred_at`, if it is not after the row was recorded,
 * otherwise when it was recorded. Returns null for an event of the past without a time.
 */
export function eventTime({ metadata, created_at }: { metadata: Json; created_at: string }): string | null {
  const said =
    typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) && metadata.occurred_at;
  if (said === 'unknown') return null;
  const isTime = typeof said === 'string' && PATTERN.test(said) && Date.parse(said) <= Date.parse(created_at);
  return isTime ? said : created_at;
}

import type { Json } from '@/lib/agent-execution/agent-execution.types';

/** Returns a time as ISO 8601, from ISO 8601 or milliseconds since 1970; undefined for any other value. */
export function timeOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

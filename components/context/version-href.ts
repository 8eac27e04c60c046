import type { ContextVersion } from '@/lib/agent-execution/context-entry';

/** Returns the URL of the log row that set or deleted an entry. */
export function versionHref({ plan_id, seq }: Pick<ContextVersion, 'plan_id' | 'seq'>): string {
  return plan_id ? `/plans/${plan_id}?row=${seq}` : `/logs?row=${seq}`;
}

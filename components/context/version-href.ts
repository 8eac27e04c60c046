import type { ContextVersion } from '@/lib/agent-execution/context-entry';

/** The log row that set or deleted an entry, in the log that it stands in. */
export function versionHref({ plan_id, seq }: Pick<ContextVersion, 'plan_id' | 'seq'>): string {
  return plan_id ? `/plans/${plan_id}?row=${seq}` : `/logs?row=${seq}`;
}

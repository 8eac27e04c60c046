import type { ContextEntry } from '@/lib/agent-execution/agent-execution.types';

/** Groups entries by type: blockers first, then alphabetically; keeps the order within a type. */
export function groupByType<T extends Pick<ContextEntry, 'context_type'>>(entries: T[]): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(entry.context_type);
    if (group) group.push(entry);
    else groups.set(entry.context_type, [entry]);
  }
  const rank = (type: string) => (type === 'blockers' ? 0 : 1);
  return [...groups].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

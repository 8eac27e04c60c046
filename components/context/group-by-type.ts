import type { ContextEntry } from '@/lib/agent-execution/agent-execution.types';

/** Entries by their type: blockers first, then the types in order of the alphabet; within one, the order is kept. */
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

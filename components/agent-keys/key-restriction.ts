/** The access of a key: all data of its owner, one task or one plan. */
import { taskHref } from '@/components/tasks/task-href';
import type { AgentKey } from '@/lib/dashboard/agent-keys';

export const restrictionKinds = [
  { value: 'all', label: 'All my data' },
  { value: 'task', label: 'One task and its plans' },
  { value: 'plan', label: 'One plan' },
] as const;

export interface KeyRestriction {
  kind: (typeof restrictionKinds)[number]['value'];
  /** Empty until the person has chosen a task or plan. */
  id: string;
}

/** Returns the restriction as input for the new key. */
export function restrictionInput({ kind, id }: KeyRestriction): { task_id?: string; plan_id?: string } {
  if (kind === 'task') return { task_id: id };
  return kind === 'plan' ? { plan_id: id } : {};
}

/** Returns what a key is restricted to, with its URL, or null for all data. */
export function restrictionWords(
  key: Pick<AgentKey, 'task_id' | 'plan_id' | 'task_title' | 'plan_type'>,
): { kind: string; title: string; href: string } | null {
  if (key.plan_id)
    return { kind: `${key.plan_type} plan`, title: key.task_title ?? '', href: `/plans/${key.plan_id}` };
  if (key.task_id) return { kind: 'task', title: key.task_title ?? '', href: taskHref(key.task_id) };
  return null;
}

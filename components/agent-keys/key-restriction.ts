/** What a key is for: all that its owner has, or one task or plan. */
import { taskHref } from '@/components/tasks/task-href';
import type { AgentKey } from '@/lib/agent-execution/agent-keys';

export const restrictionKinds = [
  { value: 'all', label: 'Everything of mine' },
  { value: 'task', label: 'One task, with its plans' },
  { value: 'plan', label: 'One plan' },
] as const;

export interface KeyRestriction {
  kind: (typeof restrictionKinds)[number]['value'];
  /** Empty until one was chosen. */
  id: string;
}

/** As the key is made with it. */
export function restrictionInput({ kind, id }: KeyRestriction): { task_id?: string; plan_id?: string } {
  if (kind === 'task') return { task_id: id };
  return kind === 'plan' ? { plan_id: id } : {};
}

/** What a key is for, in words, and where that is; null for everything. */
export function restrictionWords(
  key: Pick<AgentKey, 'task_id' | 'plan_id' | 'task_title' | 'plan_type'>,
): { kind: string; title: string; href: string } | null {
  if (key.plan_id)
    return { kind: `${key.plan_type} plan`, title: key.task_title ?? '', href: `/plans/${key.plan_id}` };
  if (key.task_id) return { kind: 'task', title: key.task_title ?? '', href: taskHref(key.task_id) };
  return null;
}

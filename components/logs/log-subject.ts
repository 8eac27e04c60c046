import type { LogViewRow } from '@/lib/dashboard/log-view';

/** Names what a row is about: the task of its plan, its own task, or the account as a whole. */
export function subjectOf({ task_title, task_id }: Pick<LogViewRow, 'task_id' | 'task_title'>): string {
  return task_title ?? task_id ?? 'Account';
}

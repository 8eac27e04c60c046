/** What the form of a task says, as the service takes it. */
import type { TaskChanges, TaskField } from '@/lib/agent-execution/task-views';

export const PRIORITIES = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'];

/** Every field that the form has; what was left empty is null. */
export function readTaskForm(form: FormData, fields: TaskField[]): TaskChanges & { title: string } {
  const textOf = (name: string) => String(form.get(name) ?? '').trim();
  const changes: TaskChanges & { title: string } = { title: textOf('title') };
  if (fields.includes('description')) changes.description = textOf('description') || null;
  if (fields.includes('category')) changes.category = textOf('category') || null;
  if (fields.includes('due_date')) changes.due_date = textOf('due_date') || null;
  if (fields.includes('priority')) changes.priority = textOf('priority');
  return changes;
}

/** Without what is null: a new row then gets what its table gives by itself. */
export function withoutNulls<T extends object>(values: T): { [K in keyof T]: NonNullable<T[K]> } {
  const given = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as { [K in keyof T]: NonNullable<T[K]> }; // only optional keys are ever null
}

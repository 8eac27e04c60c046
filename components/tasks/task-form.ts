/** Reads the task form as input for the service. */
import type { TaskChanges, TaskField } from '@/lib/agent-execution/task-edits';

export const PRIORITIES = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'];
/** The priority of a task unless someone sets another one. */
export const DEFAULT_PRIORITY = 'MEDIUM';

/** Returns every field of the form; an empty field is null. */
export function readTaskForm(form: FormData, fields: TaskField[]): TaskChanges & { title: string } {
  const textOf = (name: string) => String(form.get(name) ?? '').trim();
  const changes: TaskChanges & { title: string } = { title: textOf('title') };
  if (fields.includes('description')) changes.description = textOf('description') || null;
  if (fields.includes('category')) changes.category = textOf('category') || null;
  if (fields.includes('due_date')) changes.due_date = textOf('due_date') || null;
  if (fields.includes('priority')) changes.priority = textOf('priority');
  return changes;
}

/** Returns the fields without nulls, so that a new row gets the table's defaults. */
export function withoutNulls<T extends object>(values: T): { [K in keyof T]: NonNullable<T[K]> } {
  const given = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as { [K in keyof T]: NonNullable<T[K]> }; // only optional keys are null
}

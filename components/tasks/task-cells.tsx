'use client';

import { Calendar } from 'lucide-react';
import { useState } from 'react';
import { Menu } from '@/components/ui/menu';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { TaskChanges, TaskField } from '@/lib/agent-execution/task-edits';
import { classNames } from '@/lib/class-names';
import type { TaskTableRow } from '@/lib/dashboard/task-views';
import { PriorityMark } from './priority-mark';
import { TaskDueDate } from './task-due-date';
import { DEFAULT_PRIORITY, PRIORITIES } from './task-form';

export type UpdateTask = (taskId: string, changes: TaskChanges) => Promise<ActionResult>;

export interface TaskCellProps {
  task: TaskTableRow;
  /** The columns that tasks have. */
  fields: TaskField[];
  onUpdate: UpdateTask;
}

const hint = 'The task is as it was. Try again.';

/** Shows what sets an absent value while a person points at the row or is in it. */
const absent =
  'pointer-fine:opacity-0 group-hover/task:opacity-100 group-focus-within/task:opacity-100 transition-opacity duration-150';

/** A field that looks like text until it is used. It lies above the link of its row. */
const field =
  'relative z-1 h-7 w-full min-w-0 rounded-sm border border-transparent bg-transparent px-1.5 text-meta text-muted pointer-coarse:h-10 hover:border-line-strong focus-visible:bg-surface';

/** Shows the priority of a task, and sets another one. */
export function PriorityCell({ task, fields, onUpdate }: TaskCellProps) {
  const { run } = useAction();
  if (!fields.includes('priority')) return null;
  const isDefault = task.priority === null || task.priority === DEFAULT_PRIORITY;
  return (
    <Menu
      variant="ghost"
      size="sm"
      align="start"
      aria-label={`Priority of ${task.title}: ${task.priority ?? 'none'}`}
      className="relative z-1 -ml-1.5 text-meta md:max-w-full"
      entries={PRIORITIES.map((priority) => ({
        key: priority,
        label: <PriorityMark priority={priority} />,
        onSelect: () =>
          run(() => onUpdate(task.id, { priority: priority as TaskChanges['priority'] }), { hint }), // the four of the contract
      }))}
    >
      <PriorityMark
        priority={task.priority ?? DEFAULT_PRIORITY}
        isIconOnly={isDefault}
        className={isDefault ? classNames('text-faint', absent) : undefined}
      />
    </Menu>
  );
}

/** Shows the due date of a task; a press shows a date field. */
export function DueCell({ task, fields, onUpdate }: TaskCellProps) {
  const { run } = useAction();
  const [isEditing, setIsEditing] = useState(false);
  if (!fields.includes('due_date')) return null;
  if (!isEditing)
    return (
      <button
        type="button"
        aria-label={`Due date of ${task.title}: ${task.due_date ?? 'none'}`}
        onClick={() => setIsEditing(true)}
        className={`${field} truncate text-left tabular-nums -ml-1.5`}
      >
        {task.due_date === null ? (
          <Calendar aria-hidden className={classNames('size-3.5 text-faint', absent)} />
        ) : (
          <TaskDueDate day={task.due_date} isOpen={!task.completed} isInColumn />
        )}
      </button>
    );
  const take = (day: string) => {
    setIsEditing(false);
    if (day !== (task.due_date ?? '')) run(() => onUpdate(task.id, { due_date: day || null }), { hint });
  };
  return (
    <input
      type="date"
      // biome-ignore lint/a11y/noAutofocus: it replaces the button that was pressed
      autoFocus
      aria-label={`Due date of ${task.title}`}
      defaultValue={task.due_date ?? ''}
      onBlur={(event) => take(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(event.currentTarget.value);
        if (event.key === 'Escape') setIsEditing(false);
      }}
      className={`${field} -ml-1.5 text-ink tabular-nums max-md:w-36`}
    />
  );
}

/** Shows the category of a task as a field; known categories are suggested. */
export function CategoryCell({ task, fields, onUpdate, listId }: TaskCellProps & { listId: string }) {
  const { run } = useAction();
  if (!fields.includes('category')) return null;
  return (
    <input
      key={task.category}
      type="text"
      dir="auto"
      list={listId}
      maxLength={100}
      placeholder="Add a category"
      aria-label={`Category of ${task.title}`}
      defaultValue={task.category ?? ''}
      onBlur={({ target }) => {
        const category = target.value.trim();
        if (category !== (task.category ?? ''))
          run(() => onUpdate(task.id, { category: category || null }), { hint });
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key !== 'Escape') return;
        event.currentTarget.value = task.category ?? '';
        event.currentTarget.blur();
      }}
      className={classNames(
        field,
        '-ml-1.5 truncate placeholder:text-faint pointer-fine:placeholder:opacity-0 group-hover/task:placeholder:opacity-100 focus:placeholder:opacity-100',
      )}
    />
  );
}

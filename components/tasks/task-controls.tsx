'use client';

import { CircleCheck, Ellipsis, Pencil, RotateCcw, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useRef, useState, useTransition } from 'react';
import type { Answer } from '@/components/ui/answer';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu } from '@/components/ui/menu';
import { notifyDone, notifyError } from '@/components/ui/notify';
import type { TaskChanges, TaskField, TaskRow } from '@/lib/agent-execution/task-views';
import { formatCount } from '@/lib/format/words';

const EditTaskDialog = dynamic(() => import('./edit-task-dialog').then((module) => module.EditTaskDialog));

export interface TaskControlsProps {
  task: TaskRow;
  fields: TaskField[];
  /** How many there are, which would go with it. */
  plans: number;
  subtasks: number;
  onUpdate: (changes: TaskChanges) => Promise<Answer>;
  onDelete: () => Promise<Answer>;
}

const unanswered = {
  error: { message: 'The server did not answer.', hint: 'The task is as it was; try again in a moment.' },
};

/** Complete or re-open, edit and delete. */
export function TaskControls({ task, fields, plans, subtasks, onUpdate, onDelete }: TaskControlsProps) {
  const router = useRouter();
  const [isBusy, startTransition] = useTransition();
  const [isEditing, setIsEditing] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const complete = (completed: boolean) =>
    startTransition(async () => {
      const { error } = await onUpdate({ completed }).catch(() => unanswered);
      if (error) notifyError(error.message, error.hint);
      else if (completed) notifyDone('Completed the task', () => complete(false));
    });
  const remove = () =>
    startTransition(async () => {
      const { error } = await onDelete().catch(() => unanswered);
      if (error) return notifyError(error.message, error.hint);
      notifyDone('Deleted the task');
      router.push('/tasks');
    });
  return (
    <div className="flex items-center gap-1">
      {fields.includes('completed') && (
        <Button size="sm" isBusy={isBusy} onClick={() => complete(!task.completed)}>
          {!isBusy && (task.completed ? <RotateCcw aria-hidden /> : <CircleCheck aria-hidden />)}
          {task.completed ? 'Re-open task' : 'Complete task'}
        </Button>
      )}
      <Button size="sm" onClick={() => setIsEditing(true)}>
        <Pencil aria-hidden />
        Edit
      </Button>
      <Menu
        variant="ghost"
        size="icon"
        aria-label="More actions for this task"
        entries={[
          {
            key: 'delete',
            label: 'Delete task…',
            icon: Trash2,
            onSelect: () => dialog.current?.showModal(),
          },
        ]}
      >
        <Ellipsis aria-hidden />
      </Menu>
      {isEditing && (
        <EditTaskDialog task={task} fields={fields} onUpdate={onUpdate} onClose={() => setIsEditing(false)} />
      )}
      <ConfirmDialog dialog={dialog} title="Delete this task?" confirmLabel="Delete task" onConfirm={remove}>
        {whatGoes(plans, subtasks)} This cannot be undone.
      </ConfirmDialog>
    </div>
  );
}

function whatGoes(plans: number, subtasks: number): string {
  const parts = [
    plans > 0 && `${formatCount(plans, 'plan')} with steps, context and log`,
    subtasks > 0 && formatCount(subtasks, 'subtask'),
    'its own log',
  ].filter(Boolean);
  return `With it go ${parts.join(', ').replace(/, ([^,]+)$/, ' and $1')}.`;
}

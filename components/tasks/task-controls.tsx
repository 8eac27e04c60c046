'use client';

import { CircleCheck, Ellipsis, Pencil, RotateCcw, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu } from '@/components/ui/menu';
import { notifyDone } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { TaskChanges, TaskField, TaskRow } from '@/lib/agent-execution/task-edits';
import { formatCount } from '@/lib/format/words';

const EditTaskDialog = dynamic(() => import('./edit-task-dialog').then((module) => module.EditTaskDialog), {
  ssr: false,
});

const hint = 'Check the task, then try again.';

export interface TaskControlsProps {
  task: TaskRow;
  fields: TaskField[];
  /** How many plans and subtasks are deleted with the task. */
  plans: number;
  subtasks: number;
  onUpdate: (changes: TaskChanges) => Promise<ActionResult>;
  onDelete: () => Promise<ActionResult>;
}

/** Completes, reopens, edits and deletes a task. */
export function TaskControls({ task, fields, plans, subtasks, onUpdate, onDelete }: TaskControlsProps) {
  const router = useRouter();
  const { isPending, run } = useAction();
  const [isEditing, setIsEditing] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const complete = (completed: boolean) =>
    run(() => onUpdate({ completed }), {
      hint,
      onSuccess: () => {
        if (completed) notifyDone('Completed the task', () => complete(false));
      },
    });
  const remove = () =>
    run(onDelete, {
      hint,
      onSuccess: () => {
        notifyDone('Deleted the task');
        router.push('/tasks');
      },
    });
  return (
    <div className="flex items-center gap-1">
      {fields.includes('completed') && (
        <Button size="sm" isBusy={isPending} onClick={() => complete(!task.completed)}>
          {!isPending && (task.completed ? <RotateCcw aria-hidden /> : <CircleCheck aria-hidden />)}
          {task.completed ? 'Reopen task' : 'Complete task'}
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
        {deletedParts(plans, subtasks)} This cannot be undone.
      </ConfirmDialog>
    </div>
  );
}

function deletedParts(plans: number, subtasks: number): string {
  const parts = [
    plans > 0 && `${formatCount(plans, 'plan')} with steps, context and log`,
    subtasks > 0 && formatCount(subtasks, 'subtask'),
    'its own log',
  ].filter(Boolean);
  return `This also deletes ${parts.join(', ').replace(/, ([^,]+)$/, ' and $1')}.`;
}

'use client';

import dynamic from 'next/dynamic';
import { useOptimistic, useState } from 'react';
import { notifyDone } from '@/components/ui/notify';
import { Panel } from '@/components/ui/panel';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { SubtaskChanges } from '@/lib/agent-execution/task-edits';
import type { TaskSubtask } from '@/lib/dashboard/task-views';
import { AddSubtask } from './add-subtask';
import { SubtaskLine } from './subtask-line';

const EditSubtaskDialog = dynamic(
  () => import('./edit-subtask-dialog').then((module) => module.EditSubtaskDialog),
  { ssr: false },
);

const hint = 'Check the subtasks, then try again.';

export interface SubtaskEditorProps {
  subtasks: TaskSubtask[];
  /** Adds a subtask, or changes the one with this id. */
  onSave: (changes: SubtaskChanges, subtaskId?: string) => Promise<ActionResult>;
  onDelete: (subtaskId: string) => Promise<ActionResult>;
}

type PendingChange = { id: string; completed: boolean } | { id: string; isDeleted: true };

/** Returns the list as it will be once the server accepts the change. */
function applyChange(subtasks: TaskSubtask[], change: PendingChange): TaskSubtask[] {
  if ('isDeleted' in change) return subtasks.filter(({ id }) => id !== change.id);
  return subtasks.map((known) =>
    known.id === change.id ? { ...known, completed: change.completed } : known,
  );
}

/** Adds, completes, edits and deletes the subtasks of a task. */
export function SubtaskEditor({ subtasks, onSave, onDelete }: SubtaskEditorProps) {
  const [shown, show] = useOptimistic(subtasks, applyChange);
  const { run } = useAction();
  const [edited, setEdited] = useState<TaskSubtask | null>(null);
  const done = shown.filter(({ completed }) => completed).length;

  const complete = (id: string, completed: boolean) =>
    run(() => onSave({ completed }, id), { optimistic: () => show({ id, completed }), hint });
  const remove = ({ id, title, priority, estimated_time, completed }: TaskSubtask) => {
    const undo = () => run(() => onSave({ title, priority, estimated_time, completed }), { hint });
    run(() => onDelete(id), {
      optimistic: () => show({ id, isDeleted: true }),
      hint,
      onSuccess: () => notifyDone('Deleted the subtask', undo),
    });
  };
  return (
    <Panel
      id="task-subtasks"
      title="Subtasks"
      aside={
        shown.length > 0 && (
          <span className="text-meta text-muted tabular-nums">
            {done} of {shown.length} done
          </span>
        )
      }
    >
      <ul>
        {shown.map((subtask) => (
          <SubtaskLine
            key={subtask.id}
            subtask={subtask}
            onComplete={complete}
            onEdit={setEdited}
            onDelete={remove}
          />
        ))}
      </ul>
      <AddSubtask isFirst={shown.length === 0} onAdd={(title) => onSave({ title })} />
      {edited && (
        <EditSubtaskDialog
          subtask={edited}
          onSave={(changes) => onSave(changes, edited.id)}
          onClose={() => setEdited(null)}
        />
      )}
    </Panel>
  );
}

'use client';

import dynamic from 'next/dynamic';
import { useOptimistic, useState, useTransition } from 'react';
import type { Answer } from '@/components/ui/answer';
import { notifyDone, notifyError } from '@/components/ui/notify';
import { Panel } from '@/components/ui/panel';
import type { SubtaskChanges, TaskSubtask } from '@/lib/agent-execution/task-views';
import { AddSubtask } from './add-subtask';
import { SubtaskLine } from './subtask-line';

const EditSubtaskDialog = dynamic(() =>
  import('./edit-subtask-dialog').then((module) => module.EditSubtaskDialog),
);

export interface SubtaskEditorProps {
  subtasks: TaskSubtask[];
  /** Adds one, or changes the one named. */
  onSave: (changes: SubtaskChanges, subtaskId?: string) => Promise<Answer>;
  onDelete: (subtaskId: string) => Promise<Answer>;
}

const unanswered: Answer = {
  error: { message: 'The server did not answer.', hint: 'The subtask is as it was; try again in a moment.' },
};

type Wish = { id: string; completed: boolean } | { id: string; isDeleted: true };

/** As the list will be once the server has agreed. */
function withWish(subtasks: TaskSubtask[], wish: Wish): TaskSubtask[] {
  if ('isDeleted' in wish) return subtasks.filter(({ id }) => id !== wish.id);
  return subtasks.map((known) => (known.id === wish.id ? { ...known, completed: wish.completed } : known));
}

/** The subtasks of a task: add, tick, edit and delete. */
export function SubtaskEditor({ subtasks, onSave, onDelete }: SubtaskEditorProps) {
  const [shown, wish] = useOptimistic(subtasks, withWish);
  const [, startTransition] = useTransition();
  const [edited, setEdited] = useState<TaskSubtask | null>(null);
  const done = shown.filter(({ completed }) => completed).length;

  const change = (work: () => Promise<Answer>, expected?: Wish, onDone?: () => void) =>
    startTransition(async () => {
      if (expected) wish(expected);
      const { error } = await work().catch(() => unanswered);
      if (error) notifyError(error.message, error.hint);
      else onDone?.();
    });
  const tick = (id: string, completed: boolean) => change(() => onSave({ completed }, id), { id, completed });
  const remove = ({ id, title, priority, estimated_time, completed }: TaskSubtask) =>
    change(
      () => onDelete(id),
      { id, isDeleted: true },
      () =>
        notifyDone('Deleted the subtask', () =>
          change(() => onSave({ title, priority, estimated_time, completed })),
        ),
    );
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
            onTick={tick}
            onEdit={setEdited}
            onDelete={remove}
          />
        ))}
      </ul>
      <AddSubtask isFirst={shown.length === 0} onAdd={(title) => onSave({ title }).catch(() => unanswered)} />
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

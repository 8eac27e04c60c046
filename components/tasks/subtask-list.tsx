import { CircleCheck, CircleDashed, ListTree } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import type { Subtask } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';
import { formatMinutes } from '@/lib/format/duration';
import { sentenceCase } from '@/lib/format/words';
import { CreateSubtasksButton, type CreateSubtasksButtonProps } from './create-subtasks-button';

export interface SubtaskListProps extends CreateSubtasksButtonProps {
  subtasks: Subtask[];
}

/** Shows the subtasks of the plan's task. */
export function SubtaskList({ subtasks, onCreate }: SubtaskListProps) {
  if (subtasks.length === 0) {
    return (
      <EmptyState icon={ListTree} title="No subtasks yet">
        <p>Each step can become a subtask of the task, with its estimate.</p>
        <CreateSubtasksButton onCreate={onCreate} />
      </EmptyState>
    );
  }
  return (
    <ul>
      {subtasks.map((subtask) => (
        <SubtaskItem key={subtask.id} subtask={subtask} />
      ))}
    </ul>
  );
}

function SubtaskItem({ subtask }: { subtask: Subtask }) {
  const Icon = subtask.completed ? CircleCheck : CircleDashed;
  return (
    <li className="flex min-h-9 items-start gap-2 border-line border-b px-3 py-2 last:border-b-0">
      <Icon
        aria-hidden
        className={classNames(
          'mt-0.5 size-3.5 shrink-0',
          subtask.completed ? 'text-completed' : 'text-pending',
        )}
      />
      <span className="sr-only">{subtask.completed ? 'Completed' : 'Open'}</span>
      <span dir="auto" className="break-text min-w-0 flex-1">
        {subtask.title}
      </span>
      {subtask.priority && (
        <span className="text-faint text-meta leading-5">{sentenceCase(subtask.priority.toLowerCase())}</span>
      )}
      {subtask.estimated_time !== null && (
        <span className="shrink-0 text-faint text-meta leading-5 tabular-nums">
          {formatMinutes(subtask.estimated_time)} est.
        </span>
      )}
    </li>
  );
}

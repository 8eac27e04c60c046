import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { Menu } from '@/components/ui/menu';
import { classNames } from '@/lib/class-names';
import type { TaskSubtask } from '@/lib/dashboard/task-views';
import { formatMinutes } from '@/lib/format/duration';
import { sentenceCase } from '@/lib/format/words';

export interface SubtaskLineProps {
  subtask: TaskSubtask;
  onComplete: (subtaskId: string, completed: boolean) => void;
  onEdit: (subtask: TaskSubtask) => void;
  onDelete: (subtask: TaskSubtask) => void;
}

export function SubtaskLine({ subtask, onComplete, onEdit, onDelete }: SubtaskLineProps) {
  const isUnusual = subtask.priority && subtask.priority !== 'MEDIUM';
  return (
    <li className="flex min-h-9 items-start gap-2 border-line border-b px-3 py-1 transition-colors duration-150 hover:bg-hover">
      {/* The details wrap below the title if both do not fit on a line. */}
      <div className="flex min-w-0 flex-1 flex-wrap items-start gap-x-2">
        <label className="flex min-w-0 flex-[1_1_11rem] cursor-pointer items-start gap-2 py-1">
          <input
            type="checkbox"
            checked={subtask.completed}
            onChange={(event) => onComplete(subtask.id, event.target.checked)}
            className="mt-0.5 size-4 shrink-0 accent-completed"
          />
          <span
            dir="auto"
            className={classNames('break-text min-w-0', subtask.completed && 'text-muted line-through')}
          >
            {subtask.title}
          </span>
        </label>
        <span className="ml-auto flex gap-2 py-1 text-faint text-meta leading-5 empty:hidden">
          {isUnusual && <span>{sentenceCase(subtask.priority.toLowerCase())}</span>}
          {subtask.estimated_time !== null && (
            <span className="tabular-nums">{formatMinutes(subtask.estimated_time)} est.</span>
          )}
        </span>
      </div>
      <Menu
        variant="ghost"
        size="icon"
        aria-label={`Actions for ${subtask.title.slice(0, 60)}`}
        entries={[
          { key: 'edit', label: 'Edit…', icon: Pencil, onSelect: () => onEdit(subtask) },
          { key: 'delete', label: 'Delete', icon: Trash2, onSelect: () => onDelete(subtask) },
        ]}
      >
        <Ellipsis aria-hidden />
      </Menu>
    </li>
  );
}

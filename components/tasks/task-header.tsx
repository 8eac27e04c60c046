import { CircleCheck } from 'lucide-react';
import { Content } from '@/components/content/content';
import { Breadcrumb } from '@/components/ui/breadcrumb';
import { PageTitle } from '@/components/ui/page-title';
import { RelativeTime } from '@/components/ui/relative-time';
import type { TaskRow } from '@/lib/agent-execution/task-edits';
import type { UsageSum } from '@/lib/agent-execution/usage';
import { usageDetails, usageWords } from '@/lib/format/usage';
import { sentenceCase } from '@/lib/format/words';
import { TaskControls, type TaskControlsProps } from './task-controls';
import { TaskDueDate } from './task-due-date';
import { DEFAULT_PRIORITY } from './task-form';

export interface TaskHeaderProps extends TaskControlsProps {
  /** The usage of all plans of the task; null if none was reported. */
  usage: UsageSum | null;
}

/** Shows a task, what its plans cost, and the actions on it. */
export function TaskHeader({ usage, ...props }: TaskHeaderProps) {
  const { task } = props;
  return (
    <header className="mb-4 grid gap-1">
      <Breadcrumb
        trail={[
          { text: 'Tasks', href: '/tasks' },
          { text: task.id, isId: true },
        ]}
      />
      <div className="flex items-start justify-between gap-4 max-sm:flex-col max-sm:gap-2">
        <PageTitle text={task.title} />
        <TaskControls {...props} />
      </div>
      <TaskFacts task={task} usage={usage} />
      {task.description && (
        <div className="mt-2 max-w-3xl">
          <Content text={task.description} label="Description" />
        </div>
      )}
    </header>
  );
}

function TaskFacts({ task, usage }: { task: TaskRow; usage: UsageSum | null }) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted empty:hidden">
      {task.completed && (
        <span className="inline-flex items-center gap-1.5 font-medium text-completed">
          <CircleCheck aria-hidden strokeWidth={2.25} className="size-3.5" />
          Completed
        </span>
      )}
      {task.priority && task.priority !== DEFAULT_PRIORITY && (
        <span>{sentenceCase(task.priority.toLowerCase())} priority</span>
      )}
      {task.due_date && <TaskDueDate day={task.due_date} isOpen={!task.completed} />}
      {task.category && (
        <span dir="auto" className="break-text">
          {task.category}
        </span>
      )}
      {usage && (
        <span title={usageDetails(usage)} className="tabular-nums">
          {usageWords(usage)}
        </span>
      )}
      {task.updated_at && (
        <span>
          updated <RelativeTime at={task.updated_at} />
        </span>
      )}
    </p>
  );
}

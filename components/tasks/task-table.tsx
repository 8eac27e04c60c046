import { Circle, CircleCheck } from 'lucide-react';
import { planStates, statusLooks } from '@/components/status/status-looks';
import { Link } from '@/components/ui/link';
import { ProgressBar } from '@/components/ui/progress-bar';
import { RelativeTime } from '@/components/ui/relative-time';
import type { TaskField } from '@/lib/agent-execution/task-edits';
import { classNames } from '@/lib/class-names';
import type { TaskTableRow } from '@/lib/dashboard/task-views';
import { formatCount, sentenceCase } from '@/lib/format/words';
import { CategoryCell, DueCell, PriorityCell, type TaskCellProps, type UpdateTask } from './task-cells';
import { taskHref } from './task-href';
import { TaskTableHead } from './task-table-head';

export interface TaskTableProps {
  tasks: TaskTableRow[];
  /** The columns that tasks have. */
  fields: TaskField[];
  /** Categories to suggest. */
  categories: string[];
  onUpdate: UpdateTask;
}

/** A cell that a phone shows in a line of its own, and a tablet omits. */
const NOT_ON_TABLET = 'md:max-xl:hidden';
const CATEGORY_LIST_ID = 'task-categories';

/** Shows tasks as a table, and on a phone as cards with the same cells. */
export function TaskTable({ tasks, fields, categories, onUpdate }: TaskTableProps) {
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      <datalist id={CATEGORY_LIST_ID}>
        {categories.map((category) => (
          <option key={category} value={category} />
        ))}
      </datalist>
      <table className="w-full table-fixed max-md:block">
        <colgroup className="max-md:hidden">
          <col />
          <col className="w-28" />
          <col className="w-32 xl:w-38" />
          <col className="w-36 max-xl:hidden" />
          <col className="w-26 xl:w-44" />
          <col className="w-40 max-xl:hidden" />
          <col className="w-26" />
        </colgroup>
        <TaskTableHead />
        <tbody className="max-md:block">
          {tasks.map((task) => (
            <TaskTableLine key={task.id} task={task} fields={fields} onUpdate={onUpdate} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TaskTableLine(props: TaskCellProps) {
  const { task } = props;
  return (
    <tr className="group/task relative border-line border-b transition-colors duration-150 last:border-b-0 focus-within:bg-hover hover:bg-hover max-md:grid max-md:grid-cols-[auto_auto_minmax(0,1fr)_auto] max-md:items-center max-md:gap-x-3 max-md:px-3 max-md:pt-2.5 max-md:pb-1 md:h-9">
      <td className="max-md:col-span-4 max-md:row-start-1 md:px-3">
        <div className="flex min-w-0 items-center gap-2">
          <Done isDone={task.completed} />
          <Link
            href={taskHref(task.id)}
            // Prefetching would request every page in the list.
            prefetch={false}
            dir="auto"
            data-row
            className={classNames(
              'min-w-0 truncate font-medium -outline-offset-2 after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ink focus-visible:after:-outline-offset-2',
              task.completed && 'text-muted',
            )}
          >
            {task.title}
          </Link>
        </div>
      </td>
      <td className="max-md:col-start-2 max-md:row-start-2 md:px-3">
        <PriorityCell {...props} />
      </td>
      <td className="max-md:col-start-3 max-md:row-start-2 md:px-3">
        <DueCell {...props} />
      </td>
      <td className="px-3 max-xl:hidden">
        <CategoryCell {...props} listId={CATEGORY_LIST_ID} />
      </td>
      <td className="max-md:col-start-1 max-md:row-start-2 max-md:pl-5.5 md:px-3">
        <PlanCounts plans={task.plans} />
      </td>
      <td
        className={classNames(
          'max-md:col-span-4 max-md:row-start-3 max-md:pl-5.5 max-md:not-empty:pb-2 md:px-3',
          NOT_ON_TABLET,
        )}
      >
        {task.subtasks_total > 0 && (
          <div className="flex items-center gap-2">
            <ProgressBar
              value={task.subtasks_done}
              max={task.subtasks_total}
              label={`${task.subtasks_done} of ${task.subtasks_total} subtasks done`}
              tone="bg-completed"
              className="min-w-0 flex-1"
            />
            <span className="w-12 shrink-0 text-meta text-muted tabular-nums">
              {task.subtasks_done}/{task.subtasks_total}
            </span>
          </div>
        )}
      </td>
      <td className="whitespace-nowrap text-right text-meta text-muted tabular-nums max-md:col-start-4 max-md:row-start-2 md:px-3">
        <RelativeTime at={task.active_at} />
      </td>
    </tr>
  );
}

function Done({ isDone }: { isDone: boolean | null }) {
  if (isDone === null) return null;
  const Icon = isDone ? CircleCheck : Circle;
  return (
    <>
      <Icon
        aria-hidden
        strokeWidth={2.25}
        className={classNames('size-3.5 shrink-0', isDone ? 'text-completed' : 'text-pending')}
      />
      <span className="sr-only">{isDone ? 'Completed' : 'Open'}</span>
    </>
  );
}

/** Shows the number of plans by status, in order of importance. */
function PlanCounts({ plans }: { plans: TaskTableRow['plans'] }) {
  const counts = planStates.flatMap((status) => {
    const count = plans[status];
    return count ? [{ status, count }] : [];
  });
  if (counts.length === 0) return <span className="block text-faint text-meta">No plan yet</span>;
  return (
    <ul className="flex items-center gap-3 text-meta">
      {counts.map(({ status, count }) => {
        const { icon: Icon, text } = statusLooks[status];
        return (
          <li
            key={status}
            title={`${formatCount(count, 'plan')} ${sentenceCase(status).toLowerCase()}`}
            className="flex items-center gap-1 text-muted tabular-nums"
          >
            <Icon aria-hidden strokeWidth={2.25} className={classNames('size-3.5', text)} />
            {count}
            <span className="sr-only">{sentenceCase(status).toLowerCase()}</span>
          </li>
        );
      })}
    </ul>
  );
}

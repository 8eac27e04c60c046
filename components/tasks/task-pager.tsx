import { ArrowRight, ArrowUpToLine, ChevronDown } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { MAX_TASKS_SHOWN, TASKS_SHOWN, type TaskListParams, taskListHref } from './task-search-params';

export interface TaskPagerProps {
  params: TaskListParams;
  shown: number;
  nextCursor: string | null;
}

/** Shows more tasks, then links to the next pages and back to the first. */
export function TaskPager({ params, shown, nextCursor }: TaskPagerProps) {
  const { cursor } = params;
  const rest = { ...params, new: null };
  const canGrow = shown < MAX_TASKS_SHOWN;
  if (!cursor && !nextCursor) return null;
  return (
    <nav aria-label="Pages" className="mt-3 flex justify-between">
      {cursor ? (
        <Link
          href={taskListHref('/tasks', { ...rest, cursor: null })}
          className={buttonClasses({ variant: 'ghost' })}
        >
          <ArrowUpToLine aria-hidden />
          First page
        </Link>
      ) : (
        <span />
      )}
      {nextCursor && canGrow && (
        <Link
          href={taskListHref('/tasks', { ...rest, show: shown + TASKS_SHOWN })}
          scroll={false}
          prefetch={false}
          className={buttonClasses()}
        >
          <ChevronDown aria-hidden />
          Show more
        </Link>
      )}
      {nextCursor && !canGrow && (
        <Link href={taskListHref('/tasks', { ...rest, cursor: nextCursor })} className={buttonClasses()}>
          More tasks
          <ArrowRight aria-hidden />
        </Link>
      )}
    </nav>
  );
}

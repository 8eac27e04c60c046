import { ArrowRight, ArrowUpToLine, ChevronDown } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { MAX_TASKS_SHOWN, TASKS_SHOWN, type TaskListParams, taskListHref } from './task-search-params';

export interface TaskPagerProps {
  params: TaskListParams;
  shown: number;
  nextCursor: string | null;
}

/** Shows more tasks, then links to older pages and back to the newest. */
export function TaskPager({ params, shown, nextCursor }: TaskPagerProps) {
  const { q, cursor } = params;
  const canGrow = shown < MAX_TASKS_SHOWN;
  if (!cursor && !nextCursor) return null;
  return (
    <nav aria-label="Pages" className="mt-3 flex justify-between">
      {cursor ? (
        <Link href={taskListHref('/tasks', { q })} className={buttonClasses({ variant: 'ghost' })}>
          <ArrowUpToLine aria-hidden />
          Newest
        </Link>
      ) : (
        <span />
      )}
      {nextCursor && canGrow && (
        <Link
          href={taskListHref('/tasks', { q, cursor, show: shown + TASKS_SHOWN })}
          scroll={false}
          prefetch={false}
          className={buttonClasses()}
        >
          <ChevronDown aria-hidden />
          Show more
        </Link>
      )}
      {nextCursor && !canGrow && (
        <Link href={taskListHref('/tasks', { q, cursor: nextCursor })} className={buttonClasses()}>
          Older tasks
          <ArrowRight aria-hidden />
        </Link>
      )}
    </nav>
  );
}

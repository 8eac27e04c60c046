import { Link } from '@/components/ui/link';
import { classNames } from '@/lib/class-names';
import { subjectOf } from './log-subject';
import type { LogSummary } from './log-summary';

/** Returns the page of the plan or the task of a row; null for a row of the account. */
function placeOf(row: LogSummary): string | null {
  if (row.plan_id) return `/plans/${row.plan_id}`;
  return row.task_id ? `/tasks/${encodeURIComponent(row.task_id)}` : null;
}

/** Shows the plan or task of a row, and its step, as text. */
export function LogPlace({ row, className }: { row: LogSummary; className?: string }) {
  return (
    <span className={classNames('flex min-w-0 gap-1.5 text-meta text-muted', className)}>
      <span dir="auto" className="truncate">
        {subjectOf(row)}
      </span>
      {row.step_number !== null && (
        <span className="shrink-0 text-faint tabular-nums">step {row.step_number}</span>
      )}
    </span>
  );
}

/** Shows the place of a row as a link over the row, which is a button. */
export function LogPlaceLink({ row, className }: { row: LogSummary; className?: string }) {
  const href = placeOf(row);
  if (href === null) return <LogPlace row={row} className={classNames('pointer-events-none', className)} />;
  return (
    <Link
      href={href}
      prefetch={false}
      title={row.task_title ?? undefined}
      className={classNames('rounded-sm hover:underline', className)}
    >
      <LogPlace row={row} />
    </Link>
  );
}

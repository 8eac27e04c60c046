import { Link } from '@/components/ui/link';
import { classNames } from '@/lib/class-names';
import type { LogRepeats } from './log-pages';
import { subjectOf } from './log-subject';
import type { LogSummary } from './log-summary';

/** Returns the page of the plan or the task of a row; null for a row of the account. */
function placeOf(row: LogSummary): string | null {
  if (row.plan_id) return `/plans/${row.plan_id}`;
  return row.task_id ? `/tasks/${encodeURIComponent(row.task_id)}` : null;
}

/** Hides what repeats the row above, until a person points at the row or focuses it. */
export const repeatedLook =
  'opacity-0 group-hover/row:opacity-100 group-focus-within/row:opacity-100 transition-opacity duration-150';

export interface LogPlaceProps extends Pick<LogRepeats, 'isPlaceRepeated'> {
  row: LogSummary;
  className?: string;
}

/** Shows the plan or task of a row, and its step, as text. */
export function LogPlace({ row, isPlaceRepeated, className }: LogPlaceProps) {
  return (
    <span className={classNames('flex min-w-0 gap-1.5 text-meta text-muted', className)}>
      <span dir="auto" className={classNames('truncate', isPlaceRepeated && repeatedLook)}>
        {subjectOf(row)}
      </span>
      {row.step_number !== null && (
        <span className="ml-auto shrink-0 text-faint tabular-nums">step {row.step_number}</span>
      )}
    </span>
  );
}

/** Shows the place of a row as a link over the row, which is a button. */
export function LogPlaceLink({ className, ...props }: LogPlaceProps) {
  const href = placeOf(props.row);
  if (href === null) return <LogPlace {...props} className={classNames('pointer-events-none', className)} />;
  return (
    <Link
      href={href}
      prefetch={false}
      title={props.row.task_title ?? undefined}
      className={classNames(
        'rounded-sm hover:underline',
        // A finger would hit a link that it cannot see.
        props.isPlaceRepeated && 'pointer-coarse:pointer-events-none',
        className,
      )}
    >
      <LogPlace {...props} className="flex-1" />
    </Link>
  );
}

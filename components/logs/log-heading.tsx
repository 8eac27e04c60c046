import { useNow, useTimeZone } from '@/components/ui/clock';
import { Link } from '@/components/ui/link';
import { formatDay } from '@/lib/format/time';
import { formatCount } from '@/lib/format/words';
import type { LogSummary } from './log-summary';

export interface LogHeadingProps {
  row: LogSummary;
  count: number;
  stepNames?: Record<number, string>;
}

/** The heading of a group of rows: its step, its day unless it is today, and its plan if the log shows many plans. */
export function LogHeading({ row, count, stepNames }: LogHeadingProps) {
  const now = useNow();
  const timeZone = useTimeZone();
  const day = formatDay(row.created_at, now, timeZone);
  const title =
    stepNames === undefined
      ? (row.task_title ?? 'Account')
      : row.step_number === null
        ? 'Plan'
        : stepNames[row.step_number];
  return (
    <h3 className="flex items-center gap-2 border-line border-b bg-sunken px-3 py-1 text-meta text-muted">
      {row.step_number !== null && <span className="shrink-0 font-semibold">Step {row.step_number}</span>}
      {stepNames === undefined && row.plan_id ? (
        <Link
          href={`/plans/${row.plan_id}`}
          prefetch={false}
          dir="auto"
          className="min-w-0 flex-1 truncate rounded-sm hover:text-ink hover:underline"
        >
          {title}
        </Link>
      ) : (
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {title}
        </span>
      )}
      <span className="shrink-0 text-faint tabular-nums">
        {day !== formatDay(now, now, timeZone) && `${day} · `}
        {formatCount(count, 'action')}
      </span>
    </h3>
  );
}

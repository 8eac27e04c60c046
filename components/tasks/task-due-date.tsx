'use client';

import { useNow, useTimeZone } from '@/components/ui/clock';
import { formatDay, readTime } from '@/lib/format/time';

export interface TaskDueDateProps {
  /** The day, as 2026-12-05. */
  day: string;
  isOpen: boolean;
  /** Whether it is in a column, whose head says "Due" on a wide page. */
  isInColumn?: boolean;
}

/** Shows the due date; a task is overdue from the next day in the reader's zone. */
export function TaskDueDate({ day, isOpen, isInColumn = false }: TaskDueDateProps) {
  const now = useNow();
  const timeZone = useTimeZone();
  const date = /^\d{4}-\d{2}-\d{2}(T|$)/.test(day) ? day.slice(0, 10) : day;
  // The Swedish format is 2026-12-05, like the stored value.
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(now);
  const isOverdue = isOpen && readTime(date) !== null && date < today;
  return (
    <time dateTime={date} className={isOverdue ? 'font-medium text-failed' : undefined}>
      {isOverdue ? (
        `overdue ${isInColumn ? '' : 'since '}`
      ) : (
        <span className={isInColumn ? 'md:hidden' : undefined}>due </span>
      )}
      {formatDay(date, now, 'UTC')}
    </time>
  );
}

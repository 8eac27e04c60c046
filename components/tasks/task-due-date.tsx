'use client';

import { useNow, useTimeZone } from '@/components/ui/clock';
import { formatDay } from '@/lib/format/time';

export interface TaskDueDateProps {
  /** The day, such as 2026-12-05. */
  day: string;
  isOpen: boolean;
}

/** When it is due; overdue from the next day on, where the reader is. */
export function TaskDueDate({ day, isOpen }: TaskDueDateProps) {
  const now = useNow();
  const timeZone = useTimeZone();
  const date = day.slice(0, 10);
  // Sweden writes days as they are stored.
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(now);
  const isOverdue = isOpen && date < today;
  return (
    <time dateTime={date} className={isOverdue ? 'font-medium text-failed' : undefined}>
      {isOverdue ? 'overdue since' : 'due'} {formatDay(date, now, 'UTC')}
    </time>
  );
}

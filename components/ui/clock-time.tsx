'use client';

import { formatClock, formatDay, formatExact } from '@/lib/format/time';
import { useNow, useTimeZone } from './clock';
import { UnknownTime } from './unknown-time';

/** Shows `10:02:11` in the reader's zone, with the day on hover; a dash for an unknown time. */
export function ClockTime({ at, className }: { at: string | null; className?: string }) {
  const timeZone = useTimeZone();
  if (at === null) return <UnknownTime className={className} />;
  return (
    <time dateTime={at} title={formatExact(at, timeZone)} className={className}>
      {formatClock(at, timeZone)}
    </time>
  );
}

/** Shows the clock of an event of today, and the day of any other, for lists without headings of days. */
export function ClockOrDay({ at, className }: { at: string | null; className?: string }) {
  const now = useNow();
  const timeZone = useTimeZone();
  const day = at === null ? null : formatDay(at, now, timeZone);
  if (at === null || day === formatDay(now, now, timeZone))
    return <ClockTime at={at} className={className} />;
  return (
    <time dateTime={at} title={formatExact(at, timeZone)} className={className}>
      {day}
    </time>
  );
}

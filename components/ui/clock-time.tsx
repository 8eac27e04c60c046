'use client';

import { formatClock, formatExact } from '@/lib/format/time';
import { useTimeZone } from './clock';

/** Shows `10:02:11` in the reader's zone, with the day on hover. */
export function ClockTime({ at, className }: { at: string; className?: string }) {
  const timeZone = useTimeZone();
  return (
    <time dateTime={at} title={formatExact(at, timeZone)} className={className}>
      {formatClock(at, timeZone)}
    </time>
  );
}

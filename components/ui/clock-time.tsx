'use client';

import { formatClock, formatExact } from '@/lib/format/time';
import { useTimeZone } from './clock';
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

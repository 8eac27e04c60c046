'use client';

import { formatExact, formatRelative } from '@/lib/format/time';
import { useNow, useTimeZone } from './clock';

/** Shows `12 min ago`, with the exact time in the reader's zone on hover. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const timeZone = useTimeZone();
  return (
    <time dateTime={at} title={formatExact(at, timeZone)} className={className}>
      {formatRelative(at, now, timeZone)}
    </time>
  );
}

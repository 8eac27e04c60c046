'use client';

import { formatExact, formatRelative } from '@/lib/format/time';
import { useNow, useTimeZone } from './clock';
import { UnknownTime } from './unknown-time';

/** Shows `12 min ago`, with the exact time in the reader's zone on hover; a dash for an unknown time. */
export function RelativeTime({ at, className }: { at: string | null; className?: string }) {
  const now = useNow();
  const timeZone = useTimeZone();
  if (at === null) return <UnknownTime className={className} />;
  return (
    <time dateTime={at} title={formatExact(at, timeZone)} className={className}>
      {formatRelative(at, now, timeZone)}
    </time>
  );
}

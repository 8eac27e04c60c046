import { UnknownTime } from '@/components/ui/unknown-time';
import { formatClock, formatExact } from '@/lib/format/time';

/** The page stores nothing in the browser of its reader, so it does not know their time zone. */
const ZONE = 'UTC';

/** Shows `3 Mar 2026, 10:02:11 (UTC)`. */
export function SharedTime({ at }: { at: string }) {
  return <time dateTime={at}>{formatExact(at, ZONE)}</time>;
}

/** Shows `10:02:11`, with the day on hover. */
export function SharedClock({ at, className }: { at: string | null; className?: string }) {
  if (at === null) return <UnknownTime className={className} />;
  return (
    <time dateTime={at} title={formatExact(at, ZONE)} className={className}>
      {formatClock(at, ZONE)}
    </time>
  );
}

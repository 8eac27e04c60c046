/** What the holder of a lease is doing, in words: `is working`, `Running npm test for 4 min`. */
import { formatDuration } from '@/lib/format/duration';
import type { LeaseState } from './lease-state';

/** Returns the open call with its duration, or the last call; null for a holder that does not say what it does. */
export function activityWords({ lease: { activity }, liveness, now }: LeaseState): string | null {
  if (!activity) return null;
  const { description, since, is_open } = activity;
  if (!is_open) return `Last: ${description}`;
  return liveness === 'lost'
    ? `In the call: ${description}`
    : `${description} for ${formatDuration(now - Date.parse(since))}`;
}

/** Returns the state of a holder in words. For a holder that reports its activity, says for how long it has been quiet. */
export function livenessWords({ lease, liveness, now }: LeaseState): string {
  if (liveness === 'working') return 'is working';
  return lease.activity
    ? `has been quiet for ${formatDuration(now - Date.parse(lease.heartbeat_at))}`
    : 'is quiet';
}

import { cookies } from 'next/headers';
import { isTimeZone } from '@/lib/agent-execution/dates';
import { TIME_ZONE_COOKIE } from '@/lib/format/time';

/**
 * Returns the reader's time zone from a cookie that their browser sets; on a first visit returns this machine's time
 * zone.
 */
export async function readTimeZone(): Promise<string> {
  const value = (await cookies()).get(TIME_ZONE_COOKIE)?.value;
  return value && isTimeZone(value) ? value : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

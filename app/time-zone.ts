import { cookies } from 'next/headers';
import { TIME_ZONE_COOKIE } from '@/components/ui/time-zone-cookie';

function isTimeZone(value: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: value }));
  } catch {
    return false;
  }
}

/** The reader's zone as their browser told it; on a first visit this machine's, which often is the same. */
export async function readTimeZone(): Promise<string> {
  const value = (await cookies()).get(TIME_ZONE_COOKIE)?.value;
  return value && isTimeZone(value) ? value : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Who is signed in. */
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { createServerClient } from '@/lib/supabase/server';
import { type Claims, readClaims } from './claims';

/** The person behind the session's cookies, or null; asked once a request. */
export const getCaller = cache(async (): Promise<Claims | null> => {
  return readClaims(await createServerClient());
});

/** The person behind the session's cookies; whoever has none is sent to the login page. */
export async function requireCaller(): Promise<Claims> {
  return (await getCaller()) ?? redirect('/login');
}

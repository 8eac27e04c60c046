/** Finds the signed-in person. */
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { createServerClient } from '@/lib/supabase/server';
import { type Claims, readClaims } from './claims';

/** Returns the person of the session's cookies, or null. Cached per request. */
export const getCaller = cache(async (): Promise<Claims | null> => {
  return readClaims(await createServerClient());
});

/** Returns the person of the session's cookies; redirects to the login page without a session. */
export async function requireCaller(): Promise<Claims> {
  return (await getCaller()) ?? redirect('/login');
}

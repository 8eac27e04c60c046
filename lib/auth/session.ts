/** Who is signed in. */
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { createServerClient } from '@/lib/supabase/server';

export interface Caller {
  user_id: string;
  email: string | null;
}

/** The person behind the session's cookies, or null; asked once a request. */
export const getCaller = cache(async (): Promise<Caller | null> => {
  const supabase = await createServerClient();
  const { data } = await supabase.auth.getClaims();
  return data ? { user_id: data.claims.sub, email: data.claims.email ?? null } : null;
});

/** The person behind the session's cookies; whoever has none is sent to the login page. */
export async function requireCaller(): Promise<Caller> {
  return (await getCaller()) ?? redirect('/login');
}

/** Refreshes a person's session. It runs before every page, while cookies can still be set. */
import { createServerClient } from '@supabase/ssr';
import { type NextRequest, NextResponse } from 'next/server';
import type { Database } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { cookieOptions } from '@/lib/supabase/cookies';
import { supabaseFetch } from '@/lib/supabase/fetch';
import { readClaims } from './claims';

/** Refreshes an expired session. `requestHeaders` are passed to the page. */
export async function refreshSession(
  request: NextRequest,
  requestHeaders: Headers,
): Promise<{ response: NextResponse; isSignedIn: boolean }> {
  const { supabaseUrl, publishableKey } = env();
  let response = NextResponse.next({ request: { headers: requestHeaders } });
  const supabase = createServerClient<Database>(supabaseUrl, publishableKey, {
    cookieOptions: cookieOptions(request.headers),
    global: { fetch: supabaseFetch },
    cookies: {
      getAll: () => request.cookies.getAll(),
      setAll: (changed) => {
        for (const { name, value } of changed) request.cookies.set(name, value);
        requestHeaders.set('cookie', request.cookies.toString());
        response = NextResponse.next({ request: { headers: requestHeaders } });
        for (const { name, value, options } of changed) response.cookies.set(name, value, options);
      },
    },
  });
  const claims = await readClaims(supabase);
  return { response, isSignedIn: claims !== null };
}

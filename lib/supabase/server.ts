/** The client of the person who is signed in, for pages, actions and handlers: their session is in the cookies. */
import { createServerClient as createSsrClient } from '@supabase/ssr';
import { cookies, headers } from 'next/headers';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { cookieOptions } from './cookies';
import { supabaseFetch } from './fetch';

export async function createServerClient(
  throughFetch: typeof fetch = supabaseFetch,
): Promise<AgentExecutionClient> {
  const { supabaseUrl, publishableKey } = env();
  const store = await cookies();
  return createSsrClient<Database>(supabaseUrl, publishableKey, {
    cookieOptions: cookieOptions(await headers()),
    global: { fetch: throughFetch },
    cookies: {
      getAll: () => store.getAll(),
      setAll: (changed) => {
        try {
          for (const { name, value, options } of changed) store.set(name, value, options);
        } catch {
          // A server component cannot set cookies; proxy.ts has refreshed them before it ran.
        }
      },
    },
  });
}

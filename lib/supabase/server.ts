/** Creates the client of the signed-in person, for pages, actions and handlers, from the session's cookies. */
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

/** Clients that carry a given identity: an access token, or nobody's. */
import { createClient } from '@supabase/supabase-js';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { supabaseFetch } from './fetch';

/** A client for the holder of an access token; row level security applies to what it does. */
export function createTokenClient(
  accessToken: string,
  throughFetch: typeof fetch = supabaseFetch,
): AgentExecutionClient {
  const { supabaseUrl, publishableKey } = env();
  return createClient<Database>(supabaseUrl, publishableKey, {
    accessToken: async () => accessToken,
    global: { fetch: throughFetch },
  });
}

/** A client for nobody in particular, as which a key or a password is presented. */
export function createAnonymousClient(): AgentExecutionClient {
  const { supabaseUrl, publishableKey } = env();
  return createClient<Database>(supabaseUrl, publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: supabaseFetch },
  });
}

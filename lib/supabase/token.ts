/** Clients that carry a given identity: an access token, or nobody's. */
import { createClient } from '@supabase/supabase-js';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { supabaseFetch } from './fetch';

/** Clients made lately, by whom they are for. Making one takes longer than what it is used for, and an agent comes back. */
const clients = new Map<string, AgentExecutionClient>();
const CACHE_SIZE = 200;

/**
 * A client for the holder of an access token, or with null for nobody; row level security applies to what it does. It may be one that
 * was handed out before, so nothing may be changed about it.
 */
export function createTokenClient(
  accessToken: string | null,
  throughFetch: typeof fetch = supabaseFetch,
): AgentExecutionClient {
  const { supabaseUrl, publishableKey } = env();
  const make = () =>
    createClient<Database>(supabaseUrl, publishableKey, {
      accessToken: async () => accessToken,
      global: { fetch: throughFetch },
    });
  if (throughFetch !== supabaseFetch) return make();
  const key = [supabaseUrl, publishableKey, accessToken].join(' ');
  const known = clients.get(key);
  if (known) return known;
  if (clients.size >= CACHE_SIZE) clients.clear();
  const client = make();
  clients.set(key, client);
  return client;
}

/** A client for nobody in particular that may sign in, as which a password is presented. */
export function createAnonymousClient(): AgentExecutionClient {
  const { supabaseUrl, publishableKey } = env();
  return createClient<Database>(supabaseUrl, publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: supabaseFetch },
  });
}

/** Creates clients with the identity of an access token, or anonymous ones. */
import { createClient } from '@supabase/supabase-js';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { callDirectly } from './direct-rpc';
import { supabaseFetch } from './fetch';

/** Recently created clients, by identity. Creating one takes longer than a request, and agents send many. */
const clients = new Map<string, AgentExecutionClient>();
const CACHE_SIZE = 200;

/**
 * Returns a client for the holder of an access token, or an anonymous one for null, under row level security. It may be a cached
 * client, so callers must not modify it.
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
  const cached = clients.get(key);
  if (cached) return cached;
  if (clients.size >= CACHE_SIZE) clients.clear();
  const client = env().isEmbedded ? callDirectly(make(), publishableKey, accessToken) : make();
  clients.set(key, client);
  return client;
}

/** Returns an anonymous client for signing in with a password. */
export function createAnonymousClient(): AgentExecutionClient {
  const { supabaseUrl, publishableKey } = env();
  return createClient<Database>(supabaseUrl, publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: supabaseFetch },
  });
}

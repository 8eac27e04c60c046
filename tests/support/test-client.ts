/** Creates a person, and returns their client on the database of the test run. */
import { createClient } from '@supabase/supabase-js';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';

export async function signUp(fetch: typeof globalThis.fetch = embeddedFetch): Promise<AgentExecutionClient> {
  const client = createClient<Database>(env().supabaseUrl, env().publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch },
  });
  const { error } = await client.auth.signUp({
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
  });
  if (error) throw error;
  return client;
}

import { createClient } from '@supabase/supabase-js';
import { errorOf } from './agent-execution.error';
import type { AgentExecutionClient, Database } from './agent-execution.types';

let known: AgentExecutionClient | undefined;

type Variable =
  | 'NEXT_PUBLIC_SUPABASE_URL'
  | 'SUPABASE_SECRET_KEY'
  | 'SUPABASE_SERVICE_ROLE_KEY'
  | 'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY'
  | 'NEXT_PUBLIC_SUPABASE_ANON_KEY';

/** Returns the environment variables; none in a browser. It compiles without Node's types. */
function environment() {
  const { process } = globalThis as { process?: { env?: Partial<Record<Variable, string>> } }; // Node, Bun, Deno and the edge
  return process?.env ?? {};
}

/** Returns the client that the environment describes: the project's URL with its secret key, or else its publishable key. */
export function environmentClient(): AgentExecutionClient {
  if (known) return known;
  const env = environment();
  const url = env.NEXT_PUBLIC_SUPABASE_URL;
  const key =
    env.SUPABASE_SECRET_KEY ??
    env.SUPABASE_SERVICE_ROLE_KEY ??
    env.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY ??
    env.NEXT_PUBLIC_SUPABASE_ANON_KEY;
  if (!url || !key) {
    throw errorOf('unavailable', 'NEXT_PUBLIC_SUPABASE_URL or a key for it is not set.');
  }
  known = createClient<Database>(url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  return known;
}

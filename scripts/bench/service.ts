/** The service in-process, as the server makes it for a request of a person who has just signed up, on a throw-away backend. */
import { createClient } from '@supabase/supabase-js';
import { type AgentExecution, createAgentExecution } from '../../lib/agent-execution/agent-execution.service';
import type { Database } from '../../lib/agent-execution/agent-execution.types';
import { embeddedFetch } from '../../lib/supabase/embedded/api';
import { createTokenClient } from '../../lib/supabase/token';

/** Needs the app's variables of a running backend in the environment. */
export async function signedUpService(): Promise<{ service: AgentExecution; userId: string }> {
  const client = createClient<Database>(
    process.env.NEXT_PUBLIC_SUPABASE_URL ?? '',
    process.env.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY ?? '',
    { auth: { persistSession: false, autoRefreshToken: false }, global: { fetch: embeddedFetch } },
  );
  const { data, error } = await client.auth.signUp({
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
  });
  if (error) throw error;
  if (!data.user || !data.session) throw new Error('Nobody was signed up.');
  const asPerson = createTokenClient(data.session.access_token, embeddedFetch);
  return { service: createAgentExecution(asPerson), userId: data.user.id };
}

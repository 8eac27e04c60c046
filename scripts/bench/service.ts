/** The service in this process on a throw-away backend, as the server creates it for a person who has just signed up. */
import { createClient } from '@supabase/supabase-js';
import { type AgentExecution, createAgentExecution } from '../../lib/agent-execution/agent-execution.service';
import type { Database } from '../../lib/agent-execution/agent-execution.types';
import { embeddedFetch } from '../../lib/supabase/embedded/api';
import { createTokenClient } from '../../lib/supabase/token';

/**
 * Requires the app's environment variables of a running backend. Another `fetch` leads to another database of it,
 * without the direct calls of the embedded backend.
 */
export async function signedUpService(
  throughFetch?: typeof fetch,
): Promise<{ service: AgentExecution; userId: string }> {
  const client = createClient<Database>(
    process.env.NEXT_PUBLIC_SUPABASE_URL ?? '',
    process.env.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY ?? '',
    {
      auth: { persistSession: false, autoRefreshToken: false },
      global: { fetch: throughFetch ?? embeddedFetch },
    },
  );
  const { data, error } = await client.auth.signUp({
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
  });
  if (error) throw error;
  if (!data.user || !data.session) throw new Error('The sign-up returned no session.');
  const asPerson = createTokenClient(data.session.access_token, throughFetch);
  return { service: createAgentExecution(asPerson), userId: data.user.id };
}

/** The callers who write to the tables over `/rest/v1`: one person's token, the service key, and the person's agent key. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { env } from '@/lib/env';
import { answerAgent } from '@/lib/rest/agent-rest';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { createTestKey } from './test-caller';
import { signUp } from './test-client';

/** Returns the client of a caller: `owner`, `service role` or `agent key`. */
export type RestClients = (name: string) => SupabaseClient;

/** Returns the client of an agent key. */
export function createKeyClient(key: string): SupabaseClient {
  return createClient(env().supabaseUrl, env().publishableKey, {
    accessToken: async () => key,
    global: { fetch: (input, init) => answerAgent(new Request(input, init), key) },
  });
}

/** Returns clients without types, as most apps use: the columns come from product.md. */
export async function createRestClients(): Promise<RestClients> {
  const owner = await signUp();
  const key = await createTestKey(owner, ['read', 'write', 'approve']);
  const clients: Record<string, SupabaseClient> = {
    owner: owner as unknown as SupabaseClient, // the same client, but for what its types know
    'service role': createClient(env().supabaseUrl, env().secretKey ?? '', {
      auth: { persistSession: false },
      global: { fetch: embeddedFetch },
    }),
    'agent key': createKeyClient(key),
  };
  return (name) => {
    const client = clients[name];
    if (!client) throw new Error(`There is no client ${name}.`);
    return client;
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { OwnServer } from '@/tests/support/own-server';

/** Returns a client of the person who owns a server. */
export async function signIn({ origin, dataDir, owner }: OwnServer): Promise<AgentExecutionClient> {
  const { publishableKey } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
  const db: AgentExecutionClient = createClient(origin, publishableKey, { auth: { persistSession: false } });
  const { error } = await db.auth.signInWithPassword(owner);
  if (error) throw error;
  return db;
}

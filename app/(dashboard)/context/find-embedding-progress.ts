import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import { embedder } from '@/lib/embeddings/embedder';
import { createServerClient } from '@/lib/supabase/server';

/** How many entries have their vectors; null where no embeddings are configured. */
export async function findEmbeddingProgress(): Promise<{ entries: number; embedded: number } | null> {
  const model = embedder()?.model;
  if (!model) return null;
  const db = await createServerClient();
  const answer = await db.rpc('agent_embedding_progress', { model });
  return unwrap(answer) as { entries: number; embedded: number }; // the function builds exactly this
}

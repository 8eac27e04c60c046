import { call } from '@/lib/dashboard/call';
import { embedder } from '@/lib/embeddings/embedder';
import { createServerClient } from '@/lib/supabase/server';

/** Returns how many entries have their vector; null where no embeddings are configured. */
export async function findEmbeddingProgress(): Promise<{ entries: number; embedded: number } | null> {
  const model = embedder()?.model;
  if (!model) return null;
  return call(await createServerClient(), 'agent_embedding_progress', { model });
}

/** Creates the embedder that the environment configures. */
import type { Embedder } from '@/lib/agent-execution/embedder';
import { type EmbeddingsEnv, env } from '@/lib/env';
import { createOpenAiEmbedder } from './openai';

let cached: { settings: EmbeddingsEnv; embedder: Embedder } | undefined;

/** Created once; undefined if no endpoint is configured. */
export function embedder(): Embedder | undefined {
  const settings = env().embeddings;
  if (!settings) return undefined;
  if (cached?.settings !== settings) cached = { settings, embedder: createOpenAiEmbedder(settings) };
  return cached.embedder;
}

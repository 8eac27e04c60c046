/** The embedder that the environment describes. */
import type { Embedder } from '@/lib/agent-execution/embedder';
import { type EmbeddingsEnv, env } from '@/lib/env';
import { createOpenAiEmbedder } from './openai';

let known: { settings: EmbeddingsEnv; embedder: Embedder } | undefined;

/** Made once; undefined where no endpoint is configured. */
export function embedder(): Embedder | undefined {
  const settings = env().embeddings;
  if (!settings) return undefined;
  if (known?.settings !== settings) known = { settings, embedder: createOpenAiEmbedder(settings) };
  return known.embedder;
}

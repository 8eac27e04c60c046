/** Creates the embedder that the environment configures. */
import type { Embedder } from '@/lib/agent-execution/embedder';
import { type EmbeddingsEnv, env } from '@/lib/env';
import { createOpenAiEmbedder } from './openai';

let known: { settings: EmbeddingsEnv; embedder: Embedder } | undefined;

/** Created once; undefined if no endpoint is configured. */
export function embedder(): Embedder | undefined {
  const settings = env().embeddings;
  if (!settings) return undefined;
  if (known?.settings !== settings) known = { settings, embedder: createOpenAiEmbedder(settings) };
  return known.embedder;
}

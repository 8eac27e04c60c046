/** Embeds text with any endpoint of OpenAI's POST /embeddings: OpenAI, Ollama, vLLM, LiteLLM and others. */
import { z } from 'zod';
import type { Embedder } from '@/lib/agent-execution/embedder';
import type { EmbeddingsEnv } from '@/lib/env';

/** Milliseconds after which a search continues without vectors, for up to ten texts. */
const TIMEOUT_MS = 5000;
/** Queries whose vectors are cached, so that the next page of a search sends no request. */
const CACHE_SIZE = 100;

const answerSchema = z.object({
  data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()).min(1) })),
});

/** Creates the embedder of an endpoint. embed() rejects if the endpoint is unreachable, refuses or returns an invalid response. */
export function createOpenAiEmbedder({ url, model, apiKey, dimensions }: EmbeddingsEnv): Embedder {
  const remembered = new Map<string, number[]>();

  async function ask(texts: string[]): Promise<number[][]> {
    const response = await fetch(`${url.replace(/\/$/, '')}/embeddings`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(apiKey && { Authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify({
        model,
        input: texts,
        encoding_format: 'float',
        ...(dimensions && { dimensions }),
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS * Math.max(1, Math.ceil(texts.length / 10))),
    });
    if (!response.ok) throw new Error(`The embeddings endpoint responded with ${response.status}.`);
    const { data } = answerSchema.parse(await response.json());
    if (data.length !== texts.length) throw new Error('The embeddings endpoint returned too few vectors.');
    return data.sort((a, b) => a.index - b.index).map(({ embedding }) => toUnitLength(embedding));
  }

  return {
    model: dimensions ? `${model}@${dimensions}` : model,
    async embed(texts) {
      const [text] = texts;
      if (texts.length !== 1 || text === undefined) return ask(texts);
      const cached = remembered.get(text);
      if (cached) return [cached];
      const vectors = await ask(texts);
      const [vector] = vectors;
      if (vector) remembered.set(text, vector);
      const [oldest] = remembered.keys();
      if (remembered.size > CACHE_SIZE && oldest !== undefined) remembered.delete(oldest);
      return vectors;
    },
  };
}

function toUnitLength(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** What turns text into vectors, for the second leg of the search. */
export interface Embedder {
  /** The model's name; vectors of different models cannot be compared. */
  model: string;
  /** A vector of length 1 for each text, in order. */
  embed(texts: string[]): Promise<number[][]>;
}

/** The vector of a query, for a search's arguments; without one when there is no embedder or it fails: words are enough. */
export async function queryVector(
  embedder: Embedder | undefined,
  query: string | undefined,
): Promise<{ query_vector?: number[]; vector_model?: string }> {
  if (!embedder || !query?.trim()) return {};
  try {
    const [vector] = await embedder.embed([query]);
    return { query_vector: vector, vector_model: embedder.model };
  } catch (error) {
    console.warn('Searching by words alone:', error instanceof Error ? error.message : error);
    return {};
  }
}

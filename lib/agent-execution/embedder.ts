/** Converts text into vectors, for search by meaning. */
export interface Embedder {
  /** Name of the model. Vectors of different models cannot be compared. */
  model: string;
  /** Returns a vector of length 1 for each text, in order. */
  embed(texts: string[]): Promise<number[][]>;
}

/** Returns the search arguments with the vector of a query. They are empty if there is no embedder or it fails: the search then uses words alone. */
export async function queryVector(
  embedder: Embedder | undefined,
  query: string | undefined,
): Promise<{ query_vector?: number[] | undefined; vector_model?: string }> {
  if (!embedder || !query?.trim()) return {};
  try {
    const [vector] = await embedder.embed([query]);
    return { query_vector: vector, vector_model: embedder.model };
  } catch (error) {
    console.warn('Searching by words alone:', error instanceof Error ? error.message : error);
    return {};
  }
}

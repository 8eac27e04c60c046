/** Gives entries their vectors in the background, the newest first. */
import type postgres from 'postgres';
import type { Embedder } from '@/lib/agent-execution/embedder';

/** Entries to a request. */
const BATCH = 32;

/** Embeds the next entries that have no current vector; returns how many there were. */
export async function fillVectors(sql: postgres.Sql, embedder: Embedder): Promise<number> {
  const entries = await sql<{ id: string; version: number; words: string }[]>`
    select id, version, words from private.entries_without_vector(${embedder.model}, ${BATCH})`;
  if (entries.length === 0) return 0;
  const vectors = await embedder.embed(entries.map(({ words }) => words));
  const rows = entries.map(({ id, version }, index) => ({ id, version, embedding: vectors[index] ?? [] }));
  // Written out as text: the driver would quote an object that is JSON already.
  await sql`select private.set_vectors(${embedder.model}, ${JSON.stringify(rows)}::text::jsonb)`;
  return entries.length;
}

/** Makes an index of the vectors, where the database can have one. */
export async function indexVectors(sql: postgres.Sql, embedder: Embedder): Promise<void> {
  const [vector] = await embedder.embed(['dimensions']);
  if (vector) await sql`select private.index_vectors(${vector.length})`;
}

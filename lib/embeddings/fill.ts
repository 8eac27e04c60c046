/** Computes the vectors of entries in the background, newest first. */
import type postgres from 'postgres';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { withTimeLimit } from '@/lib/time-limit';

/** Entries per request. */
const BATCH_SIZE = 32;

/** Embeds the next entries that have no current vector; returns how many there were. */
export async function fillVectors(sql: postgres.Sql, embedder: Embedder): Promise<number> {
  const entries = await withTimeLimit(
    sql,
    '1min',
    (limited) => limited<{ id: string; version: number; words: string }[]>`
      select id, version, words from private.entries_without_vector(${embedder.model}, ${BATCH_SIZE})`,
  );
  if (entries.length === 0) return 0;
  const vectors = await embedder.embed(entries.map(({ words }) => words));
  const rows = entries.map(({ id, version }, index) => ({ id, version, embedding: vectors[index] ?? [] }));
  // As text: the driver would encode the JSON a second time.
  const given = JSON.stringify(rows);
  await withTimeLimit(
    sql,
    '1min',
    (limited) => limited`select private.set_vectors(${embedder.model}, ${given}::text::jsonb)`,
  );
  return entries.length;
}

/** Creates an index on the vectors if the database supports one. */
export async function indexVectors(sql: postgres.Sql, embedder: Embedder): Promise<void> {
  const [vector] = await embedder.embed(['dimensions']);
  if (!vector) return;
  await withTimeLimit(sql, '1h', (limited) => limited`select private.index_vectors(${vector.length})`);
}

/** Sets and searches context entries. */
import { type Database, owner } from './identities.ts';

export interface Found {
  entries: {
    id: string;
    context_key: string;
    snippet: string;
    score: number;
    parts: { lexical: number | null; words: string[] };
  }[];
  found: number;
  types: { value: string; count: number }[];
  tasks: { value: string; title: string; count: number }[];
  plans: { value: string; count: number }[];
}

interface Entry {
  key: string;
  value: string;
  type?: string;
  task?: string;
  plan?: string;
  metadata?: object;
  expires?: string;
}

export const remember = (
  database: Database,
  identity: typeof owner,
  { key, value, type, task, plan, metadata, expires }: Entry,
) =>
  database.as(
    identity,
    (tx) =>
      tx`select agent_set_context(${type ?? 'note'}, ${key}, ${value}, ${task ?? null}, ${plan ?? null}, null,
        ${JSON.stringify(metadata ?? {})}::text::jsonb, ${expires ?? null})`,
  );

/** Searches as agent_search_context does, by default as the owner. */
export async function search(
  database: Database,
  query: string,
  {
    identity = owner,
    ...filters
  }: Partial<Record<'task_id' | 'plan_id' | 'context_type' | 'since', string>> & {
    identity?: typeof owner;
    is_prefix?: boolean;
    max_rows?: number;
  } = {},
): Promise<Found> {
  const [row] = await database.as(
    identity,
    (tx) => tx<
      { found: Found }[]
    >`select agent_search_context(${query}, ${filters.task_id ?? null}, ${filters.plan_id ?? null},
      ${filters.context_type ?? null}, ${filters.since ?? null}, ${filters.max_rows ?? 20}, null, null, ${filters.is_prefix ?? false}) as found`,
  );
  if (!row) throw new Error('The function gave no row.');
  return row.found;
}

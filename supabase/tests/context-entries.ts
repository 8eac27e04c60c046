/** Sets an entry, reads it with its history and readers, and deletes it. */
import type { Database, Identity } from './identities.ts';

export interface Entry {
  id: string;
  context_value: string;
  version: number;
  expires_at: string | null;
}

export async function setEntry(db: Database, identity: Identity, entry: object): Promise<Entry> {
  const [row] = await db.as(
    identity,
    (tx) =>
      tx<{ entry: Entry }[]>`select agent_set_contexts(${JSON.stringify([
        { context_type: 'note', context_value: 'value', ...entry },
      ])}::text::jsonb) -> 0 as entry`,
  );
  if (!row) throw new Error('The function gave no row.');
  return row.entry;
}

interface Details {
  entry: (Entry & { usefulness: { usefulness: number; completed: number; failed: number } | null }) | null;
  history: {
    action_type: string;
    actor: string;
    step_number: number | null;
    before_state: { context_value: string } | null;
    after_state: { context_value: string; version: number } | null;
  }[];
  uses: {
    actor: string;
    via: string;
    times: number;
    step_number: number | null;
    step_status: string | null;
  }[];
}

export async function readEntry(db: Database, identity: Identity, id: string): Promise<Details | null> {
  const [row] = await db.as(
    identity,
    (tx) => tx<{ found: Details | null }[]>`select agent_get_context(${id}) as found`,
  );
  return row?.found ?? null;
}

export const deleteEntry = (db: Database, identity: Identity, id: string, version: number | null = null) =>
  db.as(identity, (tx) => tx`select agent_delete_context(${id}, ${version})`);

/** Creates agent keys and presents them, as tests need. */
import { type Database, type Identity, keyExchange, owner } from './identities.ts';

export interface CreatedKey {
  id: string;
  key: string;
}

export async function createKey(
  db: Database,
  scopes = ['read', 'write'],
  identity: Identity = owner,
): Promise<CreatedKey> {
  const [row] = await db.as(
    identity,
    (tx) => tx<{ made: CreatedKey }[]>`select agent_create_api_key('Researcher', ${scopes}) as made`,
  );
  if (!row) throw new Error('No key was made.');
  return row.made;
}

/** Identifies the owner of a key, as the server does before it knows the caller. */
export async function identifyKey(
  db: Database,
  key: string,
  perMinute: number | null = null,
  identity: Identity = keyExchange,
) {
  return db.as(identity, async (tx) => {
    const [row] = await tx`select agent_identify_key(${key}, ${perMinute}) as result`;
    return row?.result;
  });
}

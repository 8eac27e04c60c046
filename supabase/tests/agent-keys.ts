/** Creates agent keys and presents them, as tests need. */
import { type Database, type Identity, keyExchange } from './identities.ts';

export interface CreatedKey {
  id: string;
  key: string;
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

import type { Lite } from './lite.ts';

/** Returns the hash of an account's password; null if there is no such account. */
export async function readPasswordHash(
  { use }: Lite,
  account: { email: string } | { id: string },
): Promise<string | null> {
  const [row] = await use((sql) => {
    const where = 'id' in account ? sql`id = ${account.id}` : sql`email = ${account.email.toLowerCase()}`;
    return sql<{ hash: string | null }[]>`select encrypted_password as hash from auth.users where ${where}`;
  });
  return row?.hash ?? null;
}

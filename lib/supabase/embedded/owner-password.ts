/** The password of the local owner's account. */
import postgres from 'postgres';
import type { Secrets } from './secrets.ts';

/** Sets the password of the local owner's account to the one in secrets.json, with which the server signs in. */
export async function resetOwnerPassword(
  databaseUrl: string,
  { ownerEmail, ownerPassword }: Secrets,
): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`create extension if not exists pgcrypto schema extensions`;
    await sql`
      update auth.users set encrypted_password = extensions.crypt(${ownerPassword}, extensions.gen_salt('bf', 10))
      where email = ${ownerEmail}`;
    await sql`drop extension pgcrypto`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
